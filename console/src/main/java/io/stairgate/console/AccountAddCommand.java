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
    description = "Prints a link that creates an account, good for a week and once.")
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
      description = {
        "One or more, separated by commas (${DEFAULT-VALUE}): dsl, deputy, manager, technician,",
        "computing-lead, line-manager, governor, safeguarding-governor, staff, provider."
      })
  private String role = "";

  @Option(names = "--name", paramLabel = "NAME", description = "Whom it is for.")
  private @Nullable String name;

  @Option(
      names = "--ends-on",
      paramLabel = "DATE",
      description = "Last day of access, for example 2026-12-18: visitors, volunteers, supply.")
  private @Nullable String endsOn;

  AccountAddCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    System.out.println(console.ask(new Request.AccountAdd(setting, role, name, endsOn), clock));
    return 0;
  }
}
