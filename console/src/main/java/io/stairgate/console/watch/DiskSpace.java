package io.stairgate.console.watch;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether there is room for what laptops send: said before there is none, and nothing more is taken
 * before the file of the database is at stake. Looked at once in a second, however often it is
 * asked. Any thread.
 */
public final class DiskSpace {
  /** Less free disk than this and somebody is told. */
  static final long LITTLE_BYTES = 1L << 30;

  /** Less, and laptops keep what they have: what is written at once is never larger. */
  static final long LEAST_BYTES = 64L << 20;

  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Remembered<Long> free;

  /**
   * Ready to look.
   *
   * @param freeBytes free disk where the database's file is; most where it is on a server
   */
  public DiskSpace(LongSupplier freeBytes) {
    this.free = new Remembered<>(freeBytes::getAsLong, FRESH);
  }

  /** How much there is. */
  public enum Level {
    /** Enough. */
    ENOUGH,
    /** Somebody has to make room. */
    LITTLE,
    /** Nothing more is taken from laptops, which keep it. */
    NONE
  }

  /** How much there is just now. */
  public Level level() {
    long bytes = free.get();
    if (bytes < LEAST_BYTES) {
      return Level.NONE;
    }
    return bytes < LITTLE_BYTES ? Level.LITTLE : Level.ENOUGH;
  }

  /** Whether what laptops send may be written. */
  public boolean takes() {
    return level() != Level.NONE;
  }

  /** One sentence for who looks after the computer; empty while there is enough. */
  public Optional<String> sentence() {
    long megabytes = free.get() >> 20;
    return switch (level()) {
      case ENOUGH -> Optional.empty();
      case LITTLE ->
          Optional.of(
              ("The computer that runs Stairgate has only %,d MB of disk left. Please make room"
                      + " there soon, or tell who looks after it.")
                  .formatted(megabytes));
      case NONE ->
          Optional.of(
              "The disk of the computer that runs Stairgate is full. Laptops keep what they have to"
                  + " tell until there is room. Please make room there today, or tell who looks"
                  + " after it.");
    };
  }
}
