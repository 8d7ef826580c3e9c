package io.stairgate.console;

import io.stairgate.console.local.Request;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a setting. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description =
        "Adds a setting and prints the link for its first account, good for a day. Works while the"
            + " console runs.")
final class SettingAddCommand implements Callable<Integer> {
  private final InstantSource clock;
  @Mixin private LocalOptions console = new LocalOptions();

  @Parameters(paramLabel = "NAME", description = "What it is called.")
  private String name = "";

  @Option(names = "--json", description = "Print {\"link\": \"...\"}.")
  private boolean json;

  SettingAddCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    String link = console.ask(new Request.SettingAdd(name), clock);
    System.out.println(json ? Main.json("link", link) : link);
    return 0;
  }
}
