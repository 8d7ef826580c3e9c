package io.stairgate.console;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the console: builds everything by constructor and runs one command. */
@Command(
    name = "stairgate-console",
    mixinStandardHelpOptions = true,
    description = "Receives what the laptops report and tells people what needs doing.")
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
