package io.stairgate.console.device;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Looks every few seconds at which laptops something happened to in the database, because the word
 * of it may have been lost. A look that fails is made up for by the next one, however long after.
 * One thread.
 */
public final class LastLook {
  /** Room for other consoles' clocks, and for what is dated some time before it is committed. */
  private static final Duration BEFORE = Duration.ofSeconds(15);

  private final InstantSource clock;
  private Instant at;

  /** Looks at what happens from now on. */
  public LastLook(InstantSource clock) {
    this.clock = clock;
    this.at = clock.instant();
  }

  /**
   * Looks at what happened since the last look that did not fail.
   *
   * @param since what happened since a moment; where it throws, this look does not count
   * @param each told of each laptop, of some more than once
   */
  public void look(Function<Instant, List<DeviceId>> since, Consumer<DeviceId> each) {
    Instant now = clock.instant();
    since.apply(at.minus(BEFORE)).forEach(each);
    at = now;
  }
}
