package io.stairgate.agent.control;

import io.stairgate.agent.event.ProgramsChanged;
import io.stairgate.agent.event.ProgramsChanged.Program;
import java.util.List;
import java.util.Optional;

/** Tells which programs were added since the laptop was enrolled. One thread at a time. */
public interface ProgramSource {
  /**
   * Reads it now.
   *
   * @param everything whether every program is to be told, and not only what was added
   */
  Reading read(boolean everything);

  /** What came of reading. */
  sealed interface Reading {
    /**
     * It was read.
     *
     * @param added what was not there when the laptop was enrolled
     * @param clouds what keeps files in the cloud, whenever it came
     * @param news what the console has not heard yet; told once
     */
    record Programs(List<Program> added, List<Program> clouds, Optional<ProgramsChanged> news)
        implements Reading {
      public Programs {
        added = List.copyOf(added);
        clouds = List.copyOf(clouds);
      }
    }

    /**
     * It could not be read.
     *
     * @param reason stable code
     */
    record Unreadable(String reason) implements Reading {}
  }
}
