package io.stairgate.agent.control;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Tells how the system is kept current. One thread at a time. */
public interface UpdateSource {
  /** Reads it now. */
  Reading read();

  /** What came of reading. */
  sealed interface Reading {
    /**
     * It was read.
     *
     * @param automatic why updates do not go in by themselves, in words; empty: they do
     * @param lastLooked when the system last asked what is new
     * @param upFor how long the system has been running
     * @param waiting important updates that are not in
     * @param restartSince since when a restart is needed
     * @param support how long the system gets important updates
     */
    record State(
        List<String> automatic,
        Optional<Instant> lastLooked,
        Duration upFor,
        Waiting waiting,
        Optional<Instant> restartSince,
        Support support)
        implements Reading {
      public State {
        automatic = List.copyOf(automatic);
      }
    }

    /**
     * It could not be read.
     *
     * @param reason stable code
     */
    record Unreadable(String reason) implements Reading {}
  }

  /** Important updates that are not in. */
  sealed interface Waiting {
    /**
     * They are known.
     *
     * @param names of what waits, at most a few, the oldest first
     * @param count of all
     * @param oldest when the oldest was first seen here; empty where none waits
     */
    record Known(List<String> names, int count, Optional<LocalDate> oldest) implements Waiting {
      public Known {
        names = List.copyOf(names);
      }
    }

    /**
     * They cannot be told.
     *
     * @param reason stable code
     */
    record NotKnown(String reason) implements Waiting {}
  }

  /** How long a system gets important updates. */
  sealed interface Support {
    /**
     * Its maker said until when.
     *
     * @param system for example {@code Debian 12}
     * @param until the last day
     * @param checkedOn when that was looked up
     */
    record Until(String system, LocalDate until, LocalDate checkedOn) implements Support {}

    /**
     * The list does not have it.
     *
     * @param system what the system calls itself
     */
    record NotListed(String system) implements Support {}
  }
}
