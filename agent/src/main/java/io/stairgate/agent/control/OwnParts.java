package io.stairgate.agent.control;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The agent's own parts on this system, and what the system's log says of them. Any thread; the
 * methods that ask the log may take some seconds.
 */
public interface OwnParts {
  /**
   * What is not as it was installed, a sentence each without a file's content, at most 16; empty
   * where all is well or nothing was installed from a package.
   */
  List<String> changed();

  /** Whether the system itself is being shut down now; true where that cannot be told. */
  boolean shuttingDown() throws InterruptedException;

  /** When the system began to start its services; empty where that cannot be told. */
  Optional<Instant> systemStarted();

  /**
   * What the system's log says of why the agent was away, a sentence each, at most 8.
   *
   * @param since from when on the log is read
   * @param bootId the start of the system in which the agent was last alive
   */
  List<String> why(Instant since, String bootId) throws InterruptedException;

  /** Whether the entry with which people report a concern is there for everybody. */
  boolean concernEntry();

  /** A system on which nothing of the agent is installed. */
  OwnParts NONE =
      new OwnParts() {
        @Override
        public List<String> changed() {
          return List.of();
        }

        @Override
        public boolean shuttingDown() {
          return true;
        }

        @Override
        public Optional<Instant> systemStarted() {
          return Optional.empty();
        }

        @Override
        public List<String> why(Instant since, String bootId) {
          return List.of();
        }

        @Override
        public boolean concernEntry() {
          return false;
        }
      };
}
