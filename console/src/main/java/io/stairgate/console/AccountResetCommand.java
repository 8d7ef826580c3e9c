package io.stairgate.console;

import io.stairgate.console.local.Request;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a link that lets somebody choose a new passphrase and a new second step. */
@Command(
    name = "reset",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a link to choose a new passphrase and a new second step, good for a day and once.",
      "It is in the log, where the others who look after people see it.",
      "While there is no account yet: a link to create the first one."
    })
final class AccountResetCommand implements Callable<Integer> {
  private final InstantSource clock;
  @Mixin private LocalOptions console = new LocalOptions();

  @Option(names = "--name", paramLabel = "SIGN-IN-NAME", description = "Whose.")
  private @Nullable String name;

  AccountResetCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    System.out.println(console.ask(new Request.AccountReset(name), clock));
    return 0;
  }
}
