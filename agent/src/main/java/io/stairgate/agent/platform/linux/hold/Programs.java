package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Runs the system's programs. For a folder made to look like a system nothing is run: a program
 * would change this computer instead. Any thread.
 */
public final class Programs {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Runner runner;

  /** Runs one program. */
  @FunctionalInterface
  public interface Runner {
    /** Runs it to its end. */
    Outcome run(Command command) throws InterruptedException;
  }

  /** With somebody to run them, for tests. */
  public Programs(Runner runner) {
    this.runner = runner;
  }

  /** The system's own, or none for a test root. */
  public static Programs of(RootFiles files) {
    return new Programs(files.live() ? Command::run : command -> new Outcome.NotStarted());
  }

  /** Runs a program with a minute's patience, by its absolute path. */
  public Outcome run(String program, String... arguments) throws InterruptedException {
    return runner.run(Command.of(Path.of(program), PATIENCE, arguments));
  }

  /**
   * Runs a program that says much.
   *
   * @param mostOutput the most that is kept of what it writes, in bytes
   */
  public Outcome run(Command command, int mostOutput) throws InterruptedException {
    return runner.run(command.keeping(mostOutput));
  }

  /** Runs a program as it is described. */
  public Outcome run(Command command) throws InterruptedException {
    return runner.run(command);
  }

  /**
   * Runs a program that has to succeed.
   *
   * @param sentence what could not be done, where it does not
   */
  public void need(String sentence, Command command) throws HoldException, InterruptedException {
    if (!runner.run(command).succeeded()) {
      throw new HoldException(sentence);
    }
  }

  /** The same with a minute's patience. */
  public void need(String sentence, String program, String... arguments)
      throws HoldException, InterruptedException {
    need(sentence, Command.of(Path.of(program), PATIENCE, arguments));
  }
}
