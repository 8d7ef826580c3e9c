package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.HoldException;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.ProgramStep;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.platform.linux.hold.UnitStep;
import io.stairgate.agent.platform.linux.hold.Words;
import io.stairgate.agent.platform.linux.rule.Radios.Radio;
import io.stairgate.agent.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns Bluetooth off: the radio's switch, and BlueZ masked so that no click turns it on again.
 * Where a keyboard, a pointer or a hearing aid is known to it, Bluetooth stays on and is only
 * hidden, under any policy.
 */
public final class BluetoothHolding implements Holding {
  static final String MASK = "/etc/systemd/system/bluetooth.service";

  private static final String UNIT = "bluetooth.service";
  private static final String HIDE = "bluetooth:hidden";
  private static final List<String> UNITS =
      List.of("/usr/lib/systemd/system/" + UNIT, "/lib/systemd/system/" + UNIT);
  private static final Path BUSCTL = Path.of("/usr/bin/busctl");

  private final RootFiles files;
  private final Programs programs;

  /** Reads nothing yet. */
  public BluetoothHolding(RootFiles files, Programs programs) {
    this.files = files;
    this.programs = programs;
  }

  /** Whether BlueZ can be started by nobody. */
  static boolean masked(RootFiles files) {
    try {
      return Files.readSymbolicLink(files.path(MASK)).toString().equals("/dev/null");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Rule rule() {
    return Rule.BLUETOOTH;
  }

  @Override
  public List<Step> steps(Policy policy) {
    List<Radio> radios = Radios.radios(files);
    if (radios.isEmpty()) {
      return List.of();
    }
    if (Radios.needed(files)) {
      return List.of(hide(radios));
    }
    List<Step> steps = new ArrayList<>();
    steps.add(new Switch(files));
    if (UNITS.stream().anyMatch(files::exists)) {
      steps.add(
          new UnitStep(
              files,
              programs,
              UNIT,
              UnitStep.Want.MASKED,
              new Words(
                  "the Bluetooth service", "off", "Nobody will be able to turn Bluetooth on.")));
    }
    return steps;
  }

  private ProgramStep hide(List<Radio> radios) {
    return new ProgramStep(
        HIDE,
        new Words(
            "whether other devices can see this laptop",
            "hidden",
            "Other devices will not see this laptop by Bluetooth. Your keyboard, mouse or hearing"
                + " aid goes on working."),
        () ->
            Radios.visible(files)
                    instanceof io.stairgate.agent.control.BluetoothSource.Reading.On on
                ? on.visible() ? "visible" : "hidden"
                : "hidden",
        state -> state,
        "hidden"::equals,
        state -> set(radios, false),
        before -> set(radios, before.equals("visible")),
        programs);
  }

  private static List<Command> set(List<Radio> radios, boolean visible) {
    return radios.stream()
        .map(Radio::name)
        .filter(name -> name.matches("hci[0-9]{1,3}"))
        .map(
            name ->
                Command.of(
                    BUSCTL,
                    Duration.ofSeconds(20),
                    "set-property",
                    "org.bluez",
                    "/org/bluez/" + name,
                    "org.bluez.Adapter1",
                    "Discoverable",
                    "b",
                    String.valueOf(visible)))
        .toList();
  }

  @Override
  public Optional<Step> again(String id) {
    return switch (id) {
      case Switch.ID -> Optional.of(new Switch(files));
      case HIDE -> Optional.of(hide(Radios.radios(files)));
      default -> Optional.empty();
    };
  }

  @Override
  public List<String> watched() {
    return Radios.WATCHED;
  }

  /** The kernel's switch of each radio. */
  private record Switch(RootFiles files) implements Step {
    static final String ID = "bluetooth:radio";

    @Override
    public String id() {
      return ID;
    }

    @Override
    public String what() {
      return "Bluetooth";
    }

    @Override
    public String expected() {
      return "off";
    }

    @Override
    public String found() {
      return done() ? "off" : "on";
    }

    @Override
    public String sentence() {
      return "Bluetooth will be turned off.";
    }

    @Override
    public boolean done() {
      return Radios.radios(files).stream().allMatch(Radio::soft);
    }

    @Override
    public String before() {
      List<String> words = new ArrayList<>();
      Radios.radios(files)
          .forEach(radio -> words.add(radio.name() + " " + (radio.soft() ? "1" : "0")));
      return String.join("\n", words);
    }

    @Override
    public void make() throws HoldException {
      for (Radio radio : Radios.radios(files)) {
        write(radio, "1");
      }
    }

    /** A radio that came since is on, as any that is plugged in. */
    @Override
    public void putBack(String before) throws HoldException {
      Map<String, String> former = new HashMap<>();
      before
          .lines()
          .map(line -> line.split(" ", 2))
          .filter(words -> words.length == 2)
          .forEach(words -> former.put(words[0], words[1]));
      for (Radio radio : Radios.radios(files)) {
        write(radio, former.getOrDefault(radio.name(), "0").equals("1") ? "1" : "0");
      }
    }

    private void write(Radio radio, String value) throws HoldException {
      if (radio.soft() != value.equals("1")
          && !RootFiles.write(files.path(Radios.SWITCHES + "/" + radio.id() + "/soft"), value)) {
        throw new HoldException("Bluetooth could not be switched. Restart the laptop.");
      }
    }
  }
}
