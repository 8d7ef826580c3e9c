package io.stairgate.agent.control;

import java.time.Instant;
import java.util.Optional;

/**
 * Tells what the laptop asks of a new password. Implemented per system; called by one thread at a
 * time.
 */
public interface StrengthSource {
  /** Reads it now. */
  Reading read();

  /** What came of reading. */
  sealed interface Reading {
    /**
     * New passwords are looked at.
     *
     * @param length the fewest characters that are taken
     * @param mixture whether capitals, small letters, numbers and signs must be mixed
     * @param since when this began, as far as the system tells
     * @param by what looks at them, for the technician
     */
    record Asked(int length, boolean mixture, Optional<Instant> since, String by)
        implements Reading {}

    /**
     * New passwords are hardly looked at.
     *
     * @param why for the technician: what is missing
     */
    record NotAsked(String why) implements Reading {}

    /**
     * That cannot be said.
     *
     * @param reason stable code
     */
    record Unclear(String reason) implements Reading {}
  }
}
