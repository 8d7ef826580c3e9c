package io.stairgate.agent.control;

import java.time.Duration;
import java.time.Instant;

/** Tells whether the setting's web filter was met at an address it has to block. One thread. */
public interface FilterSource {
  /**
   * What came of the last try; begins another one beside it where one is due.
   *
   * @param address http or https, from the signed policy
   * @param every how long a result counts while the network stays the same
   */
  Met read(String address, Duration every);

  /** What was met. */
  sealed interface Met {
    /**
     * The filter.
     *
     * @param at when
     * @param how by what it showed itself
     */
    record Blocked(Instant at, String how) implements Met {}

    /**
     * The page itself: nothing blocked it.
     *
     * @param at when
     */
    record Reached(Instant at) implements Met {}

    /**
     * Nothing that says anything.
     *
     * @param reason stable code
     */
    record Unclear(String reason) implements Met {}

    /** It is being tried for the first time. */
    record Running() implements Met {}
  }
}
