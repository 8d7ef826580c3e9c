package io.stairgate.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: a random time up to a ceiling that doubles from half a
 * second to 45 seconds. Random over the whole span, so that a thousand laptops that lost their
 * console together do not come back together; and no longer, so that all are back a minute after it
 * is. Not for several threads.
 */
public final class Backoff {
  static final Duration FIRST = Duration.ofMillis(500);
  static final Duration MOST = Duration.ofSeconds(45);

  private final RandomGenerator random;
  private Duration ceiling = FIRST;

  /**
   * Starts with half a second.
   *
   * @param random for the wait itself
   */
  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The next wait. */
  public Duration next() {
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
  public void reset() {
    ceiling = FIRST;
  }
}
