package io.stairgate.console;

import io.stairgate.console.local.Request;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a bearer token of the API. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = "Prints a token for the API, once. Works while the console runs.")
final class TokenCommand implements Callable<Integer> {
  private final InstantSource clock;
  @Mixin private LocalOptions console = new LocalOptions();

  @Option(
      names = "--setting",
      paramLabel = "NAME",
      description = "Which setting, where there are several.")
  private @Nullable String setting;

  @Option(names = "--name", paramLabel = "X", required = true, description = "What it is for.")
  private String name = "";

  @Option(
      names = "--role",
      paramLabel = "R",
      required = true,
      description = {
        "What it may be, one of: dsl, deputy, manager, technician,",
        "computing-lead, line-manager, governor, safeguarding-governor, staff, provider."
      })
  private String role = "";

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "How long it is good (until it is ended).")
  private @Nullable Integer days;

  @Option(names = "--json", description = "Print {\"token\": \"...\"}.")
  private boolean json;

  TokenCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    String token = console.ask(new Request.TokenCreate(setting, name, role, days), clock);
    System.out.println(json ? Main.json("token", token) : token);
    return 0;
  }
}
