package io.stairgate.agent.platform.linux.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class UnitStepTest {
  private static final Words WORDS = new Words("Bluetooth", "off", "Bluetooth will be off.");

  @TempDir private Path root;
  private final List<String> ran = new ArrayList<>();
  private final Programs programs =
      new Programs(
          command -> {
            ran.add(String.join(" ", command.arguments()));
            return new Outcome.Ended(0, "", "");
          });

  private Path units;
  private Path wanted;

  @BeforeEach
  void aRunningService() throws Exception {
    units = root.resolve("etc/systemd/system");
    wanted = units.resolve("bluetooth.target.wants/bluetooth.service");
    Files.createDirectories(wanted.getParent());
    Files.createSymbolicLink(wanted, Path.of("/lib/systemd/system/bluetooth.service"));
    Files.createSymbolicLink(
        units.resolve("dbus-org.bluez.service"), Path.of("/lib/systemd/system/bluetooth.service"));
    Files.createDirectories(root.resolve("run/systemd/units"));
    active(true);
  }

  private void active(boolean active) throws Exception {
    Path link = root.resolve("run/systemd/units/invocation:bluetooth.service");
    Files.deleteIfExists(link);
    if (active) {
      Files.createSymbolicLink(link, Path.of("0123456789abcdef0123456789abcdef"));
    }
  }

  private UnitStep step(UnitStep.Want want) {
    return new UnitStep(new RootFiles(root), programs, "bluetooth.service", want, WORDS);
  }

  @Test
  void a_running_service_is_seen_without_starting_a_program() {
    assertThat(step(UnitStep.Want.RUNNING).done()).isTrue();
    assertThat(step(UnitStep.Want.MASKED).done()).isFalse();
    assertThat(step(UnitStep.Want.MASKED).found()).isEqualTo("running");
    assertThat(ran).isEmpty();
  }

  @Test
  void masking_is_put_back_by_the_very_links_that_were_there() throws Exception {
    UnitStep step = step(UnitStep.Want.MASKED);
    String before = step.before();

    step.make();
    // what systemctl does
    Files.createSymbolicLink(units.resolve("bluetooth.service"), Path.of("/dev/null"));
    Files.delete(wanted);
    active(false);

    assertThat(ran).containsExactly("mask --now bluetooth.service");
    assertThat(step.done()).isTrue();
    assertThat(step.found()).isEqualTo("masked");

    UnitStep.again(new RootFiles(root), programs, step.id()).orElseThrow().putBack(before);

    assertThat(units.resolve("bluetooth.service")).doesNotExist();
    assertThat(Files.readSymbolicLink(wanted)).hasToString("/lib/systemd/system/bluetooth.service");
    assertThat(ran).endsWith("daemon-reload", "start bluetooth.service");
  }

  @Test
  void a_service_that_was_off_is_off_again() throws Exception {
    Files.delete(wanted);
    Files.delete(wanted.getParent());
    active(false);
    UnitStep step = step(UnitStep.Want.RUNNING);
    assertThat(step.found()).isEqualTo("stopped, off");
    String before = step.before();

    step.make();
    Files.createDirectories(wanted.getParent());
    Files.createSymbolicLink(wanted, Path.of("/lib/systemd/system/bluetooth.service"));
    active(true);
    assertThat(step.done()).isTrue();
    step.putBack(before);

    assertThat(wanted.getParent()).doesNotExist();
    assertThat(units.resolve("dbus-org.bluez.service")).isSymbolicLink();
    assertThat(ran).endsWith("daemon-reload", "stop bluetooth.service");
  }

  @Test
  void a_timer_leaves_no_link_so_systemd_is_asked() throws Exception {
    Path timers = units.resolve("timers.target.wants");
    Files.createDirectories(timers);
    Files.createSymbolicLink(
        timers.resolve("apt-daily.timer"), Path.of("/lib/systemd/system/apt-daily.timer"));
    UnitStep step =
        new UnitStep(
            new RootFiles(root), programs, "apt-daily.timer", UnitStep.Want.RUNNING, WORDS);

    assertThat(step.done()).isTrue();
    assertThat(ran).containsExactly("is-active --quiet apt-daily.timer");
  }
}
