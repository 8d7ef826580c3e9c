package io.stairgate.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Tells on the error stream how far something is, at most once a second and not before one. */
final class Waiting {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final String sentence;
  private long told = System.nanoTime();
  private long done;

  /**
   * Begins.
   *
   * @param sentence with one {@code %,d} for how much is done
   */
  Waiting(String sentence) {
    this.sentence = sentence;
  }

  void more(long amount) {
    done += amount;
    if (System.nanoTime() - told > SECOND) {
      told = System.nanoTime();
      System.err.println(sentence.formatted(done));
    }
  }

  /** Counts kilobytes that pass. */
  OutputStream counting(OutputStream out) {
    return new FilterOutputStream(out) {
      private long bytes;

      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] some, int from, int length) throws IOException {
        out.write(some, from, length);
        bytes += length;
        more(bytes / 1024);
        bytes %= 1024;
      }
    };
  }
}
