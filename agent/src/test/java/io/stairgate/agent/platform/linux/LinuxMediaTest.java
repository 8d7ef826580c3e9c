package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.agent.control.MediaControl.PluggedMedium;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.MediaAction;
import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.linux.KernelEvents.Happening;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxMediaTest {
  private static final String RULE = "/usr/lib/udev/rules.d/72-stairgate-media.rules";

  @TempDir private Path folder;
  private FakeLinux linux;
  private Path data;
  private SilentEvents kernel;
  private LinuxMedia media;
  private final Heard heard = new Heard();
  private final List<MediaEvent> told = heard.media;

  @BeforeEach
  void aLaptopWithOneController() {
    linux = new FakeLinux(folder.resolve("root")).rootHub(1).file(RULE, "");
    linux.file("/proc/sys/kernel/osrelease", "6.1.0-test\n");
    linux.resource("/lib/modules/6.1.0-test/modules.alias", "modules.alias");
    data = folder.resolve("data");
    again();
  }

  private void again() {
    kernel = new SilentEvents();
    SilentEvents said = kernel;
    media =
        new LinuxMedia(
            linux.files(),
            InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z")),
            data,
            () -> Optional.of(said),
            new FakeDesktop(linux).tools());
  }

  @AfterEach
  void end() {
    media.close();
  }

  @Test
  void enforcing_shuts_the_kernel_before_anything_else_and_notes_what_was_there() {
    media.start(Stage.ENFORCE, heard);
    assertThat(linux.text("/sys/bus/usb/devices/usb1/authorized_default")).isEqualTo("0");
    assertThat(linux.text(KernelGate.PARAMETER)).isEqualTo("0");
    assertThat(linux.exists(KernelGate.FLAG)).isTrue();
    assertThat(data.resolve("portable-media.before"))
        .content()
        .contains("param -1", "hub usb1 1 1");
  }

  @Test
  void a_stick_plugged_in_is_shut_and_told_once() {
    media.start(Stage.ENFORCE, heard);
    linux.plug("1-4", 7, UsbSamples.STICK, "20060775320F43006CEE");
    said("add", "1-4");
    said("bind", "1-4");
    said("change", "1-4");
    said("add", "1-4");
    settle();
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(told).hasSize(1);
    MediaEvent event = told.getFirst();
    assertThat(event.action()).isEqualTo(MediaAction.BLOCKED);
    assertThat(event.reason()).isEqualTo("no-permission");
    assertThat(event.presentAtStart()).isFalse();
    assertThat(event.decidedIn()).isPositive();
    assertThat(event.medium().kind()).isEqualTo(MediumKind.USB_STORAGE);
    assertThat(event.medium().vendorId()).isEqualTo("0781");
    assertThat(event.medium().serial()).isEqualTo("20060775320F43006CEE");
    assertThat(event.medium().strength()).isEqualTo(IdentityStrength.SERIAL);
    assertThat(event.medium().port()).isEqualTo("usb 1-4");
  }

  @Test
  void each_plug_is_one_event_and_each_unplug_another() {
    media.start(Stage.ENFORCE, heard);
    for (int number = 10; number < 15; number++) {
      linux.plug("1-4", number, UsbSamples.STICK, "");
      said("add", "1-4");
      settle();
      linux.unplug("1-4");
      said("remove", "1-4");
      settle();
    }
    assertThat(told).hasSize(10);
    assertThat(told).filteredOn(event -> event.action() == MediaAction.REMOVED).hasSize(5);
    assertThat(told.getFirst().medium().strength()).isEqualTo(IdentityStrength.WEAK);
  }

  @Test
  void harmless_devices_are_let_in_and_not_told() {
    media.start(Stage.ENFORCE, heard);
    linux
        .plug("1-1", 2, UsbSamples.KEYBOARD, "")
        .plug("1-2", 3, UsbSamples.NETWORK_R8152, "00E04C680001");
    linux.plug("1-3", 4, UsbSamples.SERIAL_FTDI, "A1").plug("1-5", 5, UsbSamples.WEBCAM, "");
    linux.plug("1-6", 6, UsbSamples.BRAILLE, "").plug("1-7", 8, UsbSamples.HEADSET_WITH_UPDATE, "");
    for (String name : List.of("1-1", "1-2", "1-3", "1-5", "1-6", "1-7")) {
      said("add", name);
    }
    settle();
    for (String name : List.of("1-1", "1-2", "1-3", "1-5", "1-6", "1-7")) {
      assertThat(linux.authorized(name)).as(name).isTrue();
    }
    assertThat(told).isEmpty();
  }

  @Test
  void phones_cameras_mixed_and_broken_devices_stay_shut() {
    media.start(Stage.ENFORCE, heard);
    linux
        .plug("1-1", 2, UsbSamples.PHONE_MTP_ADB, "A")
        .plug("1-2", 3, UsbSamples.PHONE_TETHERING, "B");
    linux.plug("1-3", 4, UsbSamples.IPHONE, "C").plug("1-4", 5, UsbSamples.CAMERA, "D");
    linux
        .plug("1-5", 6, UsbSamples.STICK_WITH_KEYBOARD, "E")
        .plug("1-6", 7, new byte[] {18, 1}, "F");
    linux
        .plug("1-7", 8, UsbSamples.CARD_READER_REALTEK, "G")
        .plug("1-8", 9, UsbSamples.PLAYER_VENDOR_MTP, "H");
    linux.plug("1-9", 10, UsbSamples.UAS_DISK, "I").plug("1-10", 11, UsbSamples.PHONE_NCM, "J");
    for (int port = 1; port <= 10; port++) {
      said("add", "1-" + port);
    }
    settle();
    for (int port = 1; port <= 10; port++) {
      assertThat(linux.authorized("1-" + port)).as("1-" + port).isFalse();
    }
    assertThat(told)
        .extracting(event -> event.medium().kind())
        .containsExactly(
            MediumKind.PHONE,
            MediumKind.PHONE,
            MediumKind.PHONE,
            MediumKind.CAMERA,
            MediumKind.MIXED,
            MediumKind.UNKNOWN_DEVICE,
            MediumKind.USB_STORAGE,
            MediumKind.UNKNOWN_DEVICE,
            MediumKind.USB_STORAGE,
            MediumKind.PHONE);
    assertThat(told).allMatch(event -> event.action() == MediaAction.BLOCKED);
  }

  @Test
  void the_node_of_a_phone_is_roots_alone() throws IOException {
    media.start(Stage.ENFORCE, heard);
    linux.plug("1-1", 2, UsbSamples.PHONE_MTP_ADB, "A");
    Files.setPosixFilePermissions(
        linux.path("/dev/bus/usb/001/002"), PosixFilePermissions.fromString("rw-rw-r--"));
    said("add", "1-1");
    settle();
    assertThat(Files.getPosixFilePermissions(linux.path("/dev/bus/usb/001/002")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void a_printer_prints_and_its_card_slot_is_shut() {
    linux.plug("1-1", 2, UsbSamples.PRINTER_WITH_SLOT, "P");
    linux.usbInterface("1-1", 0, "07").usbInterface("1-1", 1, "ff").usbInterface("1-1", 2, "08");
    media.start(Stage.ENFORCE, heard);
    assertThat(linux.authorized("1-1")).isTrue();
    assertThat(linux.authorized("1-1:1.0")).isTrue();
    assertThat(linux.authorized("1-1:1.2")).isFalse();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().reason()).isEqualTo("printer-card-slot");
    assertThat(linux.text("/sys/bus/usb/devices/usb1/interface_authorized_default")).isEqualTo("1");
    media.apply(Stage.WATCH);
    assertThat(linux.authorized("1-1:1.2")).isTrue();
    assertThat(linux.text("/sys/bus/usb/drivers_probe")).isEqualTo("1-1:1.2");
  }

  @Test
  void a_stick_that_was_in_at_the_start_is_shut_and_said_to_have_been_there() {
    linux.plug("1-4", 7, UsbSamples.STICK, "AB12CD34");
    media.start(Stage.ENFORCE, heard);
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().presentAtStart()).isTrue();
    assertThat(told.getFirst().action()).isEqualTo(MediaAction.BLOCKED);
  }

  @Test
  void watching_changes_nothing_and_tells_what_it_sees() throws IOException {
    linux.plug("1-4", 7, UsbSamples.STICK, "AB12CD34");
    media.start(Stage.WATCH, heard);
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(linux.text("/sys/bus/usb/devices/usb1/authorized_default")).isEqualTo("1");
    assertThat(linux.exists("/etc/stairgate")).isFalse();
    assertThat(Files.exists(data)).isFalse();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().action()).isEqualTo(MediaAction.SEEN);
    assertThat(told.getFirst().decidedIn()).isZero();
    assertThat(media.plugged()).extracting(PluggedMedium::shut).containsExactly(false);
  }

  @Test
  void going_back_puts_exactly_back_what_was_there() {
    linux.rootHub(2).file(FakeLinux.CONTROLLER + "/usb2/authorized_default", "2\n");
    linux
        .plug("1-3", 6, UsbSamples.STICK, "SHUT-BY-ANOTHER")
        .file(FakeLinux.usbFolder("1-3") + "/authorized", "0\n");
    linux.plug("1-4", 7, UsbSamples.STICK, "AB12CD34");
    media.start(Stage.WATCH, heard);
    media.apply(Stage.ENFORCE);
    assertThat(linux.authorized("1-4")).isFalse();
    linux.plug("1-5", 9, UsbSamples.STICK, "CAME-MEANWHILE");
    said("add", "1-5");
    settle();
    media.apply(Stage.WATCH);
    assertThat(linux.text(KernelGate.PARAMETER)).isEqualTo("-1");
    assertThat(linux.text("/sys/bus/usb/devices/usb1/authorized_default")).isEqualTo("1");
    assertThat(linux.text("/sys/bus/usb/devices/usb2/authorized_default")).isEqualTo("2");
    assertThat(linux.authorized("1-3")).as("somebody else had shut it").isFalse();
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(linux.authorized("1-5")).isTrue();
    assertThat(linux.exists(KernelGate.FLAG)).isFalse();
    assertThat(data.resolve("portable-media.before")).doesNotExist();
  }

  @Test
  void a_new_agent_still_knows_what_was_there_before() {
    linux.plug("1-4", 7, UsbSamples.STICK, "AB12CD34");
    media.start(Stage.ENFORCE, heard);
    media.close();
    assertThat(linux.authorized("1-4")).as("what is shut stays shut").isFalse();
    again();
    media.start(Stage.ENFORCE, heard);
    assertThat(media.release()).isEmpty();
    assertThat(linux.text(KernelGate.PARAMETER)).isEqualTo("-1");
    assertThat(linux.authorized("1-4")).isTrue();
  }

  @Test
  void a_policy_that_went_back_while_the_agent_was_away_is_carried_out_at_the_start() {
    media.start(Stage.ENFORCE, heard);
    media.close();
    again();
    media.start(Stage.WATCH, heard);
    assertThat(linux.text("/sys/bus/usb/devices/usb1/authorized_default")).isEqualTo("1");
    assertThat(linux.exists(KernelGate.FLAG)).isFalse();
  }

  @Test
  void after_a_restart_of_the_system_the_early_scripts_note_counts() {
    media.start(Stage.ENFORCE, heard);
    media.close();
    linux.file("/proc/sys/kernel/random/boot_id", "another-boot\n");
    linux.file("/run/stairgate/portable-media.before", "param -1\nhub usb1 2 1\noff 1-9 3\n");
    again();
    media.start(Stage.ENFORCE, heard);
    assertThat(media.release()).isEmpty();
    assertThat(linux.text("/sys/bus/usb/devices/usb1/authorized_default")).isEqualTo("2");
    assertThat(linux.exists("/run/stairgate/portable-media.before")).isFalse();
  }

  @Test
  void nothing_is_changed_where_what_was_there_cannot_be_noted() throws IOException {
    Files.writeString(data, "a file where the folder should be");
    linux.plug("1-4", 7, UsbSamples.STICK, "AB12CD34");
    media.start(Stage.ENFORCE, heard);
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(linux.text(KernelGate.PARAMETER)).isEqualTo("-1");
    assertThat(told.getFirst().action()).isEqualTo(MediaAction.NOT_BLOCKED);
    assertThat(media.prove(policy(Stage.ENFORCE)).state()).isEqualTo(new FindingState.NotMet());
  }

  @Test
  void a_controller_that_comes_later_is_shut() {
    media.start(Stage.ENFORCE, heard);
    linux.rootHub(3);
    kernel.say(message("add", FakeLinux.CONTROLLER.substring(4) + "/usb3", "usb", "usb_device"));
    settle();
    assertThat(linux.text("/sys/bus/usb/devices/usb3/authorized_default")).isEqualTo("0");
  }

  @Test
  void somebody_who_opens_the_switches_is_noticed_and_they_are_shut_again() {
    media.start(Stage.ENFORCE, heard);
    linux.file(FakeLinux.CONTROLLER + "/usb1/authorized_default", "1\n");
    linux.plug("1-4", 7, UsbSamples.STICK, "AB12CD34");
    Finding finding = media.prove(policy(Stage.ENFORCE));
    assertThat(linux.text("/sys/bus/usb/devices/usb1/authorized_default")).isEqualTo("0");
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(finding.evidence()).anyMatch(fact -> fact.value().contains("shut again"));
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(told).hasSize(1);
  }

  @Test
  void a_stick_that_somebody_opens_is_shut_again_and_reported_when_they_go_on() {
    media.start(Stage.ENFORCE, heard);
    linux.plug("1-4", 7, UsbSamples.STICK, "AB12CD34");
    said("add", "1-4");
    settle();
    for (int i = 0; i < 3; i++) {
      linux.file(FakeLinux.usbFolder("1-4") + "/authorized", "1\n");
      said("change", "1-4");
      settle();
      assertThat(linux.authorized("1-4")).isFalse();
    }
    assertThat(told).hasSize(1);
    linux.file(FakeLinux.usbFolder("1-4") + "/authorized", "1\n");
    said("change", "1-4");
    settle();
    assertThat(told.getLast().action()).isEqualTo(MediaAction.NOT_BLOCKED);
    assertThat(told.getLast().reason()).isEqualTo("opened-by-another");
  }

  @Test
  void storage_that_the_descriptors_hid_is_shut_when_it_appears() {
    media.start(Stage.ENFORCE, heard);
    linux.plug("1-4", 7, UsbSamples.KEYBOARD, "LIAR");
    said("add", "1-4");
    settle();
    assertThat(linux.authorized("1-4")).isTrue();
    linux.usbInterface("1-4", 1, "08");
    kernel.say(
        message(
            "add", FakeLinux.usbFolder("1-4").substring(4) + "/1-4:1.1", "usb", "usb_interface"));
    settle();
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(told.getLast().reason()).isEqualTo("storage-not-announced");
  }

  @Test
  void lost_messages_are_made_up_for_by_looking_at_everything() {
    media.start(Stage.ENFORCE, heard);
    linux.plug("1-4", 7, UsbSamples.STICK, "AB12CD34");
    kernel.say(new Happening.Lost());
    settle();
    assertThat(linux.authorized("1-4")).isFalse();
    linux.unplug("1-4");
    kernel.say(new Happening.Lost());
    settle();
    assertThat(told)
        .extracting(MediaEvent::action)
        .containsExactly(MediaAction.BLOCKED, MediaAction.REMOVED);
  }

  @Test
  void the_disk_the_system_runs_from_is_spared_and_remembered_for_the_early_script() {
    linux.plug("1-2", 3, UsbSamples.STICK, "ROOTDISK1");
    linux.disk(FakeLinux.usbFolder("1-2") + "/1-2:1.0/host0", "sda", "8:0");
    String disk = FakeLinux.usbFolder("1-2") + "/1-2:1.0/host0/block/sda";
    linux
        .partition(disk, "sda1", "8:1")
        .mapper("dm-0", "253:0", "CRYPT-LUKS2-0-root", "root", disk + "/sda1");
    linux.file("/proc/self/mountinfo", "22 1 253:0 / / rw shared:1 - ext4 /dev/mapper/root rw\n");
    media.start(Stage.ENFORCE, heard);
    assertThat(linux.authorized("1-2")).isTrue();
    assertThat(linux.exists(KernelGate.KEEP + "/0781-5567-ROOTDISK1")).isTrue();
    assertThat(told).isEmpty();
  }

  @Test
  void a_memory_card_gets_no_node_a_person_can_open() throws IOException {
    String host = "/sys/devices/pci0000:00/0000:00:1c.0/rtsx_pci_sdmmc.0/mmc_host/mmc0/mmc0:0001";
    media.start(Stage.ENFORCE, heard);
    linux
        .file(host + "/type", "SD\n")
        .file(host + "/serial", "0x1a2b3c4d\n")
        .file(host + "/name", "SD32G\n");
    linux.disk(host, "mmcblk0", "179:0").link(host + "/block/mmcblk0/device", host);
    Files.setPosixFilePermissions(
        linux.path("/dev/mmcblk0"), PosixFilePermissions.fromString("rw-rw----"));
    kernel.say(message("add", (host + "/block/mmcblk0").substring(4), "block", "disk"));
    settle();
    assertThat(Files.getPosixFilePermissions(linux.path("/dev/mmcblk0")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().medium().kind()).isEqualTo(MediumKind.SD_CARD);
    assertThat(told.getFirst().medium().serial()).isEqualTo("0x1a2b3c4d");
    media.apply(Stage.WATCH);
    assertThat(Files.getPosixFilePermissions(linux.path("/dev/mmcblk0")))
        .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
  }

  @Test
  void the_soldered_in_disk_is_no_memory_card() {
    String host = "/sys/devices/pci0000:00/0000:00:1a.0/mmc_host/mmc1/mmc1:0001";
    linux
        .file(host + "/type", "MMC\n")
        .disk(host, "mmcblk1", "179:8")
        .link(host + "/block/mmcblk1/device", host);
    media.start(Stage.ENFORCE, heard);
    assertThat(told).isEmpty();
  }

  @Test
  void enforced_and_with_the_rule_installed_it_is_held_by_the_system() {
    media.start(Stage.ENFORCE, heard);
    Finding finding = media.prove(policy(Stage.ENFORCE));
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.hold()).isEqualTo(new Hold.ByOs());
    assertThat(finding.sentence()).isEqualTo("Memory sticks are blocked.");
  }

  @Test
  void without_the_rule_it_is_held_by_the_agent() throws IOException {
    Files.delete(linux.path(RULE));
    media.start(Stage.ENFORCE, heard);
    assertThat(media.prove(policy(Stage.ENFORCE)).hold()).isEqualTo(new Hold.ByAgent());
  }

  @Test
  void watched_it_is_not_met() {
    media.start(Stage.WATCH, heard);
    Finding finding = media.prove(policy(Stage.WATCH));
    assertThat(finding.state()).isEqualTo(new FindingState.NotMet());
    assertThat(finding.sentence())
        .isEqualTo("Memory sticks can be used on this laptop without permission.");
  }

  @Test
  void what_another_shuts_is_met_and_its_name_told() throws IOException {
    linux
        .file(FakeLinux.CONTROLLER + "/usb1/authorized_default", "0\n")
        .file(KernelGate.PARAMETER, "0\n");
    Files.createDirectories(linux.path("/run/systemd/units"));
    Files.createSymbolicLink(
        linux.path("/run/systemd/units/invocation:usbguard.service"), Path.of("abcdef"));
    Finding finding = media.prove(policy(Stage.WATCH));
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.evidence()).anyMatch(fact -> fact.value().equals("USBGuard"));
  }

  @Test
  void a_computer_without_usb_has_nothing_to_plug_into() {
    linux = new FakeLinux(folder.resolve("bare"));
    again();
    assertThat(media.prove(policy(Stage.WATCH)).state())
        .isEqualTo(new FindingState.NotApplicable("nothing-to-plug-into"));
  }

  @Test
  void closing_ends_the_wait_at_once() {
    media.start(Stage.WATCH, heard);
    long began = System.nanoTime();
    media.close();
    assertThat(System.nanoTime() - began).isLessThan(2_000_000_000L);
    assertThat(media.plugged()).isEmpty();
  }

  private static Policy policy(Stage stage) {
    return new Policy(
        "",
        Optional.empty(),
        Instant.EPOCH,
        Map.of(Rule.PORTABLE_MEDIA, new RulePolicy(stage, new RuleSettings.Defaults())),
        List.of(),
        "");
  }

  private void said(String action, String device) {
    kernel.say(message(action, FakeLinux.usbFolder(device).substring(4), "usb", "usb_device"));
  }

  private static Happening message(String action, String path, String subsystem, String type) {
    return new Happening.Message(
        new Uevent(action, path, subsystem, type, false), System.nanoTime());
  }

  /** Everything said before is worked on when this returns: one thread does it all in order. */
  private void settle() {
    await().pollInterval(Duration.ofMillis(2)).until(kernel::isQuiet);
    media.plugged();
  }
}
