package io.stairgate.console;

import io.stairgate.console.local.Request;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the settings. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Prints a line for each setting: its id, a tab, its name.")
final class SettingListCommand implements Callable<Integer> {
  private final InstantSource clock;
  @Mixin private LocalOptions console = new LocalOptions();

  SettingListCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    System.out.println(console.ask(new Request.SettingList(), clock));
    return 0;
  }
}
