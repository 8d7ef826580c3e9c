package io.stairgate.agent.control;

import java.time.Duration;
import java.util.List;
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
     * The desktop's settings were read; of several desktops those of the weakest.
     *
     * @param idle without use for this long, the screen goes blank; zero: never
     * @param lockEnabled whether a blank screen asks for the password
     * @param delay how long a blank screen still opens without the password
     * @param sessions what the people who are signed in now really get
     */
    record Settings(
        Setting<Duration> idle,
        Setting<Boolean> lockEnabled,
        Setting<Duration> delay,
        List<Session> sessions)
        implements Reading {
      public Settings {
        sessions = List.copyOf(sessions);
      }
    }

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

  /**
   * What one person's desktop gets now. What cannot be asked is empty.
   *
   * @param account the account
   * @param idle as {@link Reading.Settings#idle}
   * @param lockEnabled as {@link Reading.Settings#lockEnabled}
   * @param delay as {@link Reading.Settings#delay}
   * @param changeable whether the person could change one of them
   * @param unused for how long the system has counted the session as unused; zero: it is used
   * @param locked whether its screen is locked now
   * @param keptAwakeBy names of programs that keep the screen from locking, at most 4
   */
  record Session(
      String account,
      Optional<Duration> idle,
      Optional<Boolean> lockEnabled,
      Optional<Duration> delay,
      boolean changeable,
      Duration unused,
      Optional<Boolean> locked,
      List<String> keptAwakeBy) {
    public Session {
      keptAwakeBy = List.copyOf(keptAwakeBy);
    }
  }
}
