package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.FileStep;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.ProgramStep;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.platform.linux.hold.UnitStep;
import io.stairgate.agent.platform.linux.hold.Words;
import io.stairgate.agent.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the system's own unattended-upgrades put updates in: one configuration file beside the
 * system's and its two timers. Installs nothing: where the program is not there, that is told.
 */
public final class UpdatesHolding implements Holding {
  /** After 20auto-upgrades and 50unattended-upgrades, whose lists it adds to. */
  private static final String CONF = "/etc/apt/apt.conf.d/52stairgate-updates";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static final String TEXT =
      """
      // Made by Stairgate while the rule "updates" is enforced; taken away when it is not.
      APT::Periodic::Enable "1";
      APT::Periodic::Update-Package-Lists "1";
      APT::Periodic::Unattended-Upgrade "1";
      Unattended-Upgrade::Origins-Pattern {
        "origin=Debian,codename=${distro_codename},label=Debian-Security";
        "origin=Debian,codename=${distro_codename}-security,label=Debian-Security";
        "origin=Ubuntu,archive=${distro_codename}-security";
      };
      """;

  private final RootFiles files;
  private final Programs programs;

  /** Reads nothing yet. */
  public UpdatesHolding(RootFiles files, Programs programs) {
    this.files = files;
    this.programs = programs;
  }

  @Override
  public Rule rule() {
    return Rule.UPDATES;
  }

  @Override
  public List<String> watched() {
    return UpdateReader.WATCHED;
  }

  @Override
  public List<Step> steps(Policy policy) {
    if (!files.exists("/var/lib/dpkg/status")) {
      return List.of();
    }
    List<Step> steps = new ArrayList<>();
    steps.add(
        new FileStep(
            files,
            CONF,
            TEXT,
            0644,
            new Words(
                "how updates are put in",
                "by themselves, every day",
                "Important updates will be looked for and put in every day.")));
    for (String timer : UpdateReader.TIMERS) {
      steps.add(
          new UnitStep(
              files,
              programs,
              timer,
              UnitStep.Want.RUNNING,
              new Words(
                  "the timer of updates",
                  "on",
                  "The timer that puts updates in will be switched on.")));
    }
    // The last: what can be done is done without it.
    steps.add(program());
    return steps;
  }

  /** A person has to install it: what the laptop's sources give is not ours to choose. */
  private Step program() {
    return new ProgramStep(
        "program:unattended-upgrades",
        new Words(
            "the program that puts updates in",
            "installed",
            "Somebody has to install the program that puts updates in first: apt install"
                + " unattended-upgrades."),
        () -> files.exists("/usr/bin/unattended-upgrade") ? "there" : "missing",
        state -> state.equals("there") ? "installed" : "not installed",
        "there"::equals,
        state -> List.of(Command.of(Path.of("/usr/bin/unattended-upgrade"), PATIENCE, "--help")),
        before -> List.of(),
        programs);
  }
}
