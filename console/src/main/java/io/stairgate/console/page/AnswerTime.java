package io.stairgate.console.page;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Lets an answer stand at the next full quarter of a second after the question came. How long the
 * work took is then not seen from outside, as far as it stays within the same quarter.
 */
final class AnswerTime {
  /** A passphrase is hashed within a quarter of a second on small computers. */
  private static final long STEP_NANOS = 250_000_000;

  private AnswerTime() {}

  /** Does {@code work} and returns its result when the time has come, also where it fails. */
  static <T> T even(Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      long end = start + ((System.nanoTime() - start) / STEP_NANOS + 1) * STEP_NANOS;
      long left = end - System.nanoTime();
      while (left > 0) {
        LockSupport.parkNanos(left);
        left = end - System.nanoTime();
      }
    }
  }
}
