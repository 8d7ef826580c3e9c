package io.stairgate.console;

import io.stairgate.console.local.Request;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the line to paste on a laptop. */
@Command(
    name = "enrol-code",
    mixinStandardHelpOptions = true,
    description = "Prints the one line to paste on a laptop. Works while the console runs.")
final class EnrolCodeCommand implements Callable<Integer> {
  private final InstantSource clock;
  @Mixin private LocalOptions console = new LocalOptions();

  @Option(
      names = "--setting",
      paramLabel = "NAME",
      description = "Which setting, where there are several.")
  private @Nullable String setting;

  @Option(
      names = "--uses",
      paramLabel = "N",
      defaultValue = "1",
      description = "For how many laptops (${DEFAULT-VALUE}).")
  private int uses;

  @Option(
      names = "--hours",
      paramLabel = "N",
      defaultValue = "24",
      description = "How long it is good (${DEFAULT-VALUE}).")
  private int hours;

  @Option(names = "--json", description = "Print {\"line\": \"...\"}.")
  private boolean json;

  EnrolCodeCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    String line = console.ask(new Request.EnrolCode(setting, uses, hours), clock);
    System.out.println(json ? Main.json("line", line) : line);
    return 0;
  }
}
