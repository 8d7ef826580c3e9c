package io.stairgate.agent;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the agent: builds everything by constructor and runs one command. */
@Command(
    name = "stairgate-agent",
    mixinStandardHelpOptions = true,
    description = "Holds the setting's rules on this laptop and reports what it proved.")
public final class Main implements Runnable {

  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the words of the command line
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
