package io.stairgate.agent.control;

import java.time.Duration;
import java.util.Optional;

/**
 * Tells how this laptop locks its screen. Implemented per system; called by one thread at a time.
 */
public interface ScreenLockSource {
  /** Reads it now. */
  Reading read();

  /** What came of reading. */
  sealed interface Reading {
    /**
     * The desktop's settings were read.
     *
     * @param idle without use for this long, the screen goes blank; zero: never
     * @param lockEnabled whether a blank screen asks for the password
     * @param delay how long a blank screen still opens without the password
     */
    record Settings(Setting<Duration> idle, Setting<Boolean> lockEnabled, Setting<Duration> delay)
        implements Reading {}

    /**
     * There is no desktop to lock.
     *
     * @param reason stable code
     */
    record NoDesktop(String reason) implements Reading {}

    /**
     * Nothing can be said.
     *
     * @param reason stable code
     * @param what what was found, for the evidence; may be empty
     */
    record Unclear(String reason, String what) implements Reading {}
  }

  /**
   * One setting that holds for everybody who signs in.
   *
   * @param value as the system sets it; empty where it sets none
   * @param fixed true where people cannot change it
   */
  record Setting<T>(Optional<T> value, boolean fixed) {}
}
