package io.stairgate.agent.control;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells what virus protection there is and whether it works. One thread at a time. */
public interface VirusSource {
  /** Reads it now; what takes its time goes on beside it and is told at a later read. */
  Reading read();

  /** What came of reading. */
  sealed interface Reading {
    /** No virus protection was found. */
    record Nothing() implements Reading {}

    /**
     * There is a product that this agent cannot look into.
     *
     * @param names of what was found
     */
    record Other(List<String> names) implements Reading {
      public Other {
        names = List.copyOf(names);
      }
    }

    /**
     * One that can be looked into.
     *
     * @param name for example {@code ClamAV}
     * @param trial whether it found the test virus
     * @param everywhere whether it looks at what is opened, and not only at what it is given
     * @param definitionsAt when what it knows was made
     * @param renewed whether something renews what it knows
     */
    record Engine(
        String name,
        Trial trial,
        boolean everywhere,
        Optional<Instant> definitionsAt,
        boolean renewed)
        implements Reading {}
  }

  /** What came of showing the engine the file that every engine has to find. */
  sealed interface Trial {
    /**
     * It was found.
     *
     * @param at when
     * @param by which engine, in words
     */
    record Found(Instant at, String by) implements Trial {}

    /**
     * It was called clean.
     *
     * @param at when
     */
    record Missed(Instant at) implements Trial {}

    /** The engine is there and does not answer. */
    record NoAnswer() implements Trial {}

    /** It is being tried. */
    record Running() implements Trial {}

    /**
     * It was not tried.
     *
     * @param reason stable code
     */
    record NotTried(String reason) implements Trial {}
  }
}
