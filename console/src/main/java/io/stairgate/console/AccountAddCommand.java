package io.stairgate.console;

import io.stairgate.console.local.Request;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a link that creates an account. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = "Prints a link that creates an account, good for a day and once.")
final class AccountAddCommand implements Callable<Integer> {
  private final InstantSource clock;
  @Mixin private LocalOptions console = new LocalOptions();

  @Option(
      names = "--setting",
      paramLabel = "NAME",
      description = "Which setting, where there are several.")
  private @Nullable String setting;

  @Option(
      names = "--role",
      paramLabel = "R",
      defaultValue = "dsl",
      description = "dsl, deputy, manager, technician or governor (${DEFAULT-VALUE}).")
  private String role = "";

  AccountAddCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    System.out.println(console.ask(new Request.AccountAdd(setting, role), clock));
    return 0;
  }
}
