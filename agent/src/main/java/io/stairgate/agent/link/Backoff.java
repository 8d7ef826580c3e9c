package io.stairgate.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: a random time up to a ceiling that doubles from half a
 * second to five minutes. Random over the whole span, so that a thousand laptops that lost their
 * console together do not come back together. Not for several threads.
 */
final class Backoff {
  static final Duration FIRST = Duration.ofMillis(500);
  static final Duration MOST = Duration.ofMinutes(5);

  private final RandomGenerator random;
  private Duration ceiling = FIRST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The next wait. */
  Duration next() {
    Duration wait = Duration.ofMillis(random.nextLong(ceiling.toMillis() + 1));
    Duration doubled = ceiling.multipliedBy(2);
    ceiling = doubled.compareTo(MOST) > 0 ? MOST : doubled;
    return wait;
  }

  /** A wait between two spans, for the case that a person has to act. */
  Duration between(Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
  }

  /** The last stream was stable: begin again. */
  void reset() {
    ceiling = FIRST;
  }
}
