package io.stairgate.console.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a message is tried again: after a minute, then after twice as long each time, at most after
 * six hours, and for three days in all.
 */
final class Retry {
  static final Duration FIRST = Duration.ofMinutes(1);
  static final Duration LONGEST = Duration.ofHours(6);
  static final Duration IN_ALL = Duration.ofDays(3);

  private Retry() {}

  /**
   * The next try.
   *
   * @param failed how often it failed, with this time, from 1
   * @param due since when it is due
   * @param now when it failed
   * @return empty: it is given up
   */
  static Optional<Instant> next(int failed, Instant due, Instant now) {
    Duration wait = FIRST.multipliedBy(1L << Math.clamp(failed - 1L, 0, 16));
    Instant next = now.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    return next.isAfter(due.plus(IN_ALL)) ? Optional.empty() : Optional.of(next);
  }
}
