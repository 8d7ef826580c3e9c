package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.agent.control.MediaControl.PluggedMedium;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.MediaAction;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.PermissionStep;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.ScanVerdict;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.linux.KernelEvents.Happening;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One permitted medium from plug to end, on a fake laptop with a fake desktop service. */
@Timeout(60)
class PermittedMediaTest {
  private static final String SERIAL = "20060775320F43006CEE";
  private static final String ALICE =
      "UID=1000\nUSER=alice\nACTIVE=1\nSTATE=active\nSEAT=seat0\nCLASS=user\nTYPE=wayland\n";
  private static final String BOB =
      "UID=1001\nUSER=bob\nACTIVE=0\nSTATE=online\nSEAT=seat0\nCLASS=user\nTYPE=wayland\n";

  @TempDir private Path folder;
  private FakeLinux linux;
  private FakeDesktop desktop;
  private SilentEvents kernel;
  private LinuxMedia media;
  private final Heard heard = new Heard();

  @BeforeEach
  void aLaptopAliceSitsAt() {
    linux = new FakeLinux(folder.resolve("root")).rootHub(1);
    linux.file("/usr/lib/udev/rules.d/72-stairgate-media.rules", "");
    linux.file("/run/systemd/sessions/1", ALICE);
    desktop = new FakeDesktop(linux);
    kernel = new SilentEvents();
    SilentEvents said = kernel;
    media =
        new LinuxMedia(
            linux.files(),
            InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z")),
            folder.resolve("data"),
            () -> Optional.of(said),
            desktop.tools());
  }

  @AfterEach
  void end() {
    media.close();
  }

  // --- The ordinary way --------------------------------------------------------------------------

  @Test
  void a_permitted_stick_is_scanned_before_it_is_handed_to_the_person_for_reading()
      throws IOException {
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission("p1").build()));
    plugStick();
    opened();
    assertThat(heard.media).hasSize(1);
    assertThat(heard.media.getFirst().action()).isEqualTo(MediaAction.ALLOWED);
    assertThat(steps())
        .containsExactly(PermissionStep.SCANNING, PermissionStep.SCANNED, PermissionStep.OPENED);
    PermissionEvent opened = heard.permissions.getLast();
    assertThat(opened.account()).isEqualTo("alice");
    assertThat(opened.readOnly()).isTrue();
    assertThat(opened.took()).isPositive();
    assertThat(heard.progress).isNotEmpty();
    assertThat(desktop.done.indexOf("read-only sda1"))
        .isBetween(0, desktop.done.indexOf("scan [sda1]"));
    assertThat(desktop.done.indexOf("Mount sda1"))
        .isGreaterThan(desktop.done.indexOf("scan [sda1]"));
    assertThat(desktop.done).noneMatch(each -> each.startsWith("writable"));
    assertThat(linux.text(PermitMarks.PERMITTED + "/8:1"))
        .contains("UDISKS_MOUNT_OPTIONS_ALLOW=ro,nosuid,nodev,noexec");
    assertThat(linux.exists(PermitMarks.HANDED + "/sda1/alice")).isTrue();
    assertThat(linux.text(PermitMarks.OPEN + "/usb_1-4")).isEqualTo("usb 1-4 7");
    assertThat(Files.getPosixFilePermissions(linux.path("/dev/sda1")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void a_permission_that_arrives_after_the_stick_opens_it_too() {
    media.start(Stage.ENFORCE, heard);
    plugOnly();
    settle();
    media.permit(List.of(permission("p1").readOnly(false).build()));
    disksCome();
    opened();
    assertThat(heard.media.getFirst().action()).isEqualTo(MediaAction.BLOCKED);
    assertThat(desktop.done).contains("writable sda", "writable sda1");
    assertThat(heard.permissions.getLast().readOnly()).isFalse();
  }

  @Test
  void a_permission_taken_away_shuts_before_the_call_returns_and_leaves_no_mark() {
    open();
    media.permit(List.of());
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(desktop.mounted()).isFalse();
    PermissionEvent closed = heard.permissions.getLast();
    assertThat(closed.step()).isEqualTo(PermissionStep.CLOSED);
    assertThat(closed.reason()).isEqualTo("stopped");
    assertThat(closed.took()).isPositive();
    assertThat(linux.files().list(PermitMarks.PERMITTED)).isEmpty();
    assertThat(linux.files().list(PermitMarks.HANDED)).isEmpty();
    assertThat(linux.files().list(PermitMarks.OPEN)).isEmpty();
    assertThat(desktop.done.indexOf("write-out"))
        .isBetween(0, desktop.done.lastIndexOf("Unmount sda1"));
    assertThat(desktop.done).contains("flush sda", "flush sda1");
  }

  @Test
  void an_unmount_that_fails_does_not_keep_the_stick_open() {
    open();
    desktop.fault = "Unmount";
    media.permit(List.of());
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(heard.permissions.getLast().step()).isEqualTo(PermissionStep.CLOSED);
  }

  @Test
  void the_same_permission_again_changes_nothing_and_a_changed_one_opens_anew() {
    open();
    media.permit(List.of(permission("p1").build()));
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(heard.permissions).hasSize(3);
    media.permit(List.of(permission("p1").readOnly(false).build()));
    assertThat(heard.permissions.get(3).reason()).isEqualTo("replaced");
    disksCome();
    await().until(() -> steps().stream().filter(PermissionStep.OPENED::equals).count() == 2);
    assertThat(heard.permissions.getLast().readOnly()).isFalse();
  }

  @Test
  void a_permission_that_came_to_know_its_stick_or_lasts_longer_goes_on() {
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission("p1").descriptors("").build()));
    plugStick();
    opened();
    media.permit(List.of(permission("p1").endsAt(Instant.EPOCH.plusSeconds(9)).build()));
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(steps().getLast()).isEqualTo(PermissionStep.OPENED);
  }

  @Test
  void a_stick_pulled_out_is_closed_and_scanned_again_at_the_next_plug() {
    open();
    pull();
    await().until(() -> steps().contains(PermissionStep.CLOSED));
    assertThat(heard.permissions.getLast().reason()).isEqualTo("unplugged");
    linux.plug("1-4", 8, UsbSamples.STICK, SERIAL);
    said("1-4");
    disksCome();
    await().until(() -> steps().stream().filter(PermissionStep.OPENED::equals).count() == 2);
    assertThat(steps()).filteredOn(PermissionStep.SCANNED::equals).hasSize(2);
  }

  @Test
  void the_agents_end_shuts_what_is_open() {
    open();
    media.close();
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(heard.permissions.getLast().reason()).isEqualTo("agent-stopped");
  }

  @Test
  void a_kernel_that_tells_of_the_stick_again_does_not_shut_it() {
    open();
    said("1-4");
    kernel.say(new Happening.Lost());
    settle();
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(desktop.mounted()).isTrue();
  }

  @Test
  void a_finding_is_met_with_a_permitted_stick_open_and_says_so() {
    open();
    Policy policy = enforcing();
    assertThat(media.prove(policy).state()).isInstanceOf(FindingState.Met.class);
    assertThat(media.prove(policy).evidence())
        .anyMatch(each -> each.toString().contains("open under a permission"));
    assertThat(media.plugged())
        .extracting(PluggedMedium::reason)
        .containsExactly(PermittedMedia.PERMITTED);
  }

  // --- What stays shut ---------------------------------------------------------------------------

  @Test
  void an_infected_stick_stays_shut() {
    desktop.verdict = ScanVerdict.INFECTED;
    failsWith("infected", permission("p1").accept(true).build());
    assertThat(steps()).contains(PermissionStep.SCANNED);
  }

  @Test
  void what_was_not_fully_scanned_opens_only_where_that_is_accepted() {
    desktop.verdict = ScanVerdict.NOT_FULLY_SCANNED;
    failsWith("not-fully-scanned", permission("p1").build());
    media.permit(List.of(permission("p1").accept(true).build()));
    disksCome();
    opened();
  }

  @Test
  void without_an_engine_nothing_opens() {
    desktop.fault = "scan";
    failsWith("no-engine", permission("p1").accept(true).build());
  }

  @Test
  void without_the_desktops_service_nothing_opens() {
    desktop.fault = "Rescan|Version";
    failsWith("no-desktop-service", permission("p1").build());
  }

  @Test
  void a_mount_that_is_refused_leaves_it_shut() {
    desktop.fault = "Mount";
    failsWith("device-error", permission("p1").build());
  }

  @Test
  void a_mount_that_lets_programs_run_is_undone() {
    desktop.mountOptions = "ro,nosuid,nodev";
    failsWith("device-error", permission("p1").build());
    assertThat(desktop.mounted()).isFalse();
  }

  @Test
  void a_mount_that_can_be_written_to_is_undone_where_reading_was_permitted() {
    desktop.mountOptions = "rw,nosuid,nodev,noexec";
    failsWith("device-error", permission("p1").build());
  }

  @Test
  void a_volume_that_shows_another_file_system_than_was_scanned_is_shut() {
    desktop.mountType = "udf";
    failsWith("device-error", permission("p1").build());
    assertThat(desktop.mounted()).isFalse();
  }

  @Test
  void encrypted_only_refuses_a_plain_stick_before_it_is_scanned() {
    failsWith("not-encrypted", permission("p1").encryptedOnly(true).build());
    assertThat(desktop.done).noneMatch(each -> each.startsWith("scan"));
  }

  @Test
  void nobody_elses_stick_is_opened_for_the_one_at_the_screen() {
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission("p1").account("carol").build()));
    plugOnly();
    await().until(() -> steps().contains(PermissionStep.FAILED));
    assertThat(heard.permissions.getLast().reason()).isEqualTo("not-this-person");
    assertThat(linux.authorized("1-4")).isFalse();
  }

  @Test
  void of_two_people_signed_in_only_the_permitted_one_gets_it() {
    linux.file("/run/systemd/sessions/2", BOB);
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission("p1").account("bob").build()));
    plugStick();
    opened();
    assertThat(heard.permissions.getLast().account()).isEqualTo("bob");
    assertThat(linux.files().list(PermitMarks.HANDED + "/sda1")).containsExactly("bob");
  }

  @Test
  void a_stick_waits_for_its_person_and_is_closed_when_they_leave() throws IOException {
    Files.delete(linux.path("/run/systemd/sessions/1"));
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission("p1").build()));
    plugOnly();
    await().until(() -> steps().contains(PermissionStep.FAILED));
    assertThat(heard.permissions.getLast().reason()).isEqualTo("nobody-signed-in");
    assertThat(linux.authorized("1-4")).isFalse();
    linux.file("/run/systemd/sessions/5", ALICE);
    disksCome();
    opened();
    Files.delete(linux.path("/run/systemd/sessions/5"));
    await().until(() -> steps().contains(PermissionStep.CLOSED));
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(heard.permissions)
        .filteredOn(each -> each.step() == PermissionStep.CLOSED)
        .extracting(PermissionEvent::reason)
        .containsExactly("signed-out");
  }

  @Test
  void a_stick_with_the_same_name_and_another_build_ends_the_permission_and_stays_shut() {
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission("p1").build()));
    byte[] changed = UsbSamples.STICK.clone();
    changed[12]++;
    linux.plug("1-4", 7, changed, SERIAL);
    said("1-4");
    settle();
    assertThat(steps()).containsExactly(PermissionStep.ENDED);
    assertThat(heard.permissions.getFirst().reason()).isEqualTo("descriptors-changed");
    assertThat(linux.authorized("1-4")).isFalse();
    pull();
    // The real one comes too late: the permission is over.
    linux.plug("1-4", 9, UsbSamples.STICK, SERIAL);
    said("1-4");
    settle();
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(heard.permissions).hasSize(1);
  }

  @Test
  void a_permission_without_descriptors_is_good_for_the_first_it_meets() {
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission("p1").descriptors("").build()));
    plugStick();
    opened();
    pull();
    byte[] changed = UsbSamples.STICK.clone();
    changed[12]++;
    linux.plug("1-4", 8, changed, SERIAL);
    said("1-4");
    await().until(() -> steps().contains(PermissionStep.ENDED));
    assertThat(linux.authorized("1-4")).isFalse();
  }

  @Test
  void a_stick_that_types_is_never_permitted() {
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission("p1").descriptors("").build()));
    linux.plug("1-4", 7, UsbSamples.STICK_WITH_KEYBOARD, SERIAL);
    said("1-4");
    settle();
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(heard.permissions).isEmpty();
  }

  @Test
  void outside_enforce_no_permission_does_anything() {
    media.start(Stage.WARN, heard);
    media.permit(List.of(permission("p1").build()));
    linux.plug("1-4", 7, UsbSamples.STICK, SERIAL);
    said("1-4");
    settle();
    assertThat(heard.permissions).isEmpty();
    assertThat(desktop.done).isEmpty();
  }

  @Test
  void leaving_enforce_shuts_what_is_open_and_then_lets_everything_in() {
    open();
    media.apply(Stage.WATCH);
    assertThat(steps()).contains(PermissionStep.CLOSED);
    assertThat(desktop.mounted()).isFalse();
    assertThat(linux.authorized("1-4")).isTrue();
  }

  // --- While it is on its way --------------------------------------------------------------------

  @Test
  void a_stick_pulled_during_the_scan_fails_and_leaves_nothing() throws InterruptedException {
    desktop.scanning = Optional.of(new CountDownLatch(1));
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission("p1").build()));
    plugStick();
    desktop.scanBegan.await();
    pull();
    await().until(() -> steps().contains(PermissionStep.FAILED));
    assertThat(heard.permissions.getLast().reason()).isEqualTo("pulled-out");
    await().until(() -> linux.files().list(PermitMarks.OPEN).isEmpty());
  }

  @Test
  void a_permission_that_ends_during_the_scan_shuts_at_once() throws InterruptedException {
    desktop.scanning = Optional.of(new CountDownLatch(1));
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission("p1").build()));
    plugStick();
    desktop.scanBegan.await();
    assertThat(media.plugged().getFirst().shut()).isTrue();
    media.permit(List.of());
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(steps()).containsExactly(PermissionStep.SCANNING);
  }

  // --- Encrypted, cards, phones ------------------------------------------------------------------

  @Test
  void a_locked_stick_is_offered_to_its_person_and_scanned_once_it_is_unlocked() {
    desktop.holds("sda", "sda1", FileSystemKind.LUKS);
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission("p1").encryptedOnly(true).build()));
    plugOnly();
    disksCome(FileSystemKind.LUKS);
    await().until(() -> steps().contains(PermissionStep.LOCKED));
    assertThat(linux.exists(PermitMarks.HANDED + "/sda1/alice")).isTrue();
    assertThat(desktop.mounted()).isFalse();
    String lower = FakeLinux.usbFolder("1-4") + "/1-4:1.0/host0/block/sda/sda1";
    linux.mapper("dm-0", "253:0", "CRYPT-LUKS2-1", "luks-1", lower);
    linux.file("/sys/devices/virtual/block/dm-0/size", "1000\n");
    desktop.holds("dm-0", "dm-0", FileSystemKind.EXT);
    said("change", "/devices/virtual/block/dm-0", "block", "disk");
    opened();
    assertThat(linux.exists(PermitMarks.HANDED + "/mapper_luks-1/alice")).isTrue();
    assertThat(desktop.done).contains("read-only dm-0", "scan [dm-0]", "Mount dm-0");
    media.permit(List.of());
    assertThat(desktop.done).contains("Unmount dm-0", "Lock sda1");
    assertThat(linux.authorized("1-4")).isFalse();
  }

  @Test
  void a_memory_card_is_opened_and_closed_at_its_node() {
    media.start(Stage.ENFORCE, heard);
    media.permit(
        List.of(
            new Permission(
                "p2",
                MediumKind.SD_CARD,
                "",
                "",
                "0x12345678",
                "",
                "",
                "",
                Instant.EPOCH,
                Instant.MAX,
                true,
                false,
                false)));
    String folder = "/sys/devices/pci0000:00/0000:00:1d.0/mmc_host/mmc0/mmc0:0001";
    linux.file(folder + "/type", "SD\n").file(folder + "/serial", "0x12345678\n");
    linux.disk(folder, "mmcblk0", "179:0");
    linux.partition(folder + "/block/mmcblk0", "mmcblk0p1", "179:1");
    linux.link(folder + "/block/mmcblk0/device", folder);
    desktop.holds("mmcblk0", "mmcblk0p1", FileSystemKind.VFAT);
    said("add", folder.substring(4) + "/block/mmcblk0", "block", "disk");
    opened();
    assertThat(desktop.done).contains("read-only mmcblk0p1", "Mount mmcblk0p1");
    media.permit(List.of());
    assertThat(desktop.mounted()).isFalse();
    assertThat(heard.permissions.getLast().step()).isEqualTo(PermissionStep.CLOSED);
    assertThat(linux.files().list(PermitMarks.PERMITTED)).isEmpty();
  }

  @Test
  void a_phone_opens_only_where_it_is_accepted_that_it_cannot_be_scanned_or_held_to_reading() {
    media.start(Stage.ENFORCE, heard);
    linux.plug("1-4", 7, UsbSamples.CAMERA, SERIAL);
    said("1-4");
    settle();
    PluggedMedium camera = media.plugged().getFirst();
    Builder like =
        new Builder("p1")
            .kind(camera.medium().kind())
            .ids(camera.medium().vendorId(), camera.medium().productId())
            .descriptors(camera.medium().descriptorSha256());
    media.permit(List.of(like.build()));
    await().until(() -> steps().contains(PermissionStep.FAILED));
    assertThat(heard.permissions.getLast().reason()).isEqualTo("not-scannable");
    media.permit(List.of(like.accept(true).build()));
    await().until(() -> heard.permissions.getLast().reason().equals("not-read-only"));
    assertThat(linux.authorized("1-4")).isFalse();
    media.permit(List.of(like.readOnly(false).build()));
    opened();
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(linux.text(PermitMarks.PERMITTED + "/usb-1-4-7")).contains("STAIRGATE_OWNER=1000");
    media.permit(List.of());
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(linux.files().list(PermitMarks.PERMITTED)).isEmpty();
  }

  // --- The fake laptop ---------------------------------------------------------------------------

  private void open() {
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission("p1").build()));
    plugStick();
    opened();
  }

  private void failsWith(String reason, Permission permission) {
    media.start(Stage.ENFORCE, heard);
    media.permit(List.of(permission));
    plugStick();
    await().until(() -> steps().contains(PermissionStep.FAILED));
    assertThat(heard.permissions.getLast().reason()).isEqualTo(reason);
    assertThat(steps()).doesNotContain(PermissionStep.OPENED);
    assertThat(linux.authorized("1-4")).isFalse();
    assertThat(linux.files().list(PermitMarks.PERMITTED)).isEmpty();
  }

  private void plugOnly() {
    linux.plug("1-4", 7, UsbSamples.STICK, SERIAL);
    said("1-4");
  }

  private void plugStick() {
    plugOnly();
    disksCome();
  }

  private void disksCome() {
    disksCome(FileSystemKind.VFAT);
  }

  /** What the kernel does once the device is let in. */
  private void disksCome(FileSystemKind kind) {
    await().until(() -> linux.authorized("1-4"));
    String folder = FakeLinux.usbFolder("1-4") + "/1-4:1.0/host0";
    linux.disk(folder, "sda", "8:0").partition(folder + "/block/sda", "sda1", "8:1");
    desktop.holds("sda", "sda1", kind);
    said("add", folder.substring(4) + "/block/sda", "block", "disk");
    said("add", folder.substring(4) + "/block/sda/sda1", "block", "partition");
  }

  private void pull() {
    linux.unplug("1-4");
    said("remove", FakeLinux.usbFolder("1-4").substring(4), "usb", "usb_device");
  }

  private void opened() {
    await().until(() -> steps().contains(PermissionStep.OPENED));
    assertThat(desktop.mounted() || heard.permissions.getLast().medium().isPresent()).isTrue();
  }

  private List<PermissionStep> steps() {
    return heard.permissions.stream().map(PermissionEvent::step).toList();
  }

  private void said(String device) {
    said("add", FakeLinux.usbFolder(device).substring(4), "usb", "usb_device");
  }

  private void said(String action, String path, String subsystem, String type) {
    kernel.say(
        new Happening.Message(new Uevent(action, path, subsystem, type, false), System.nanoTime()));
  }

  private void settle() {
    await().until(kernel::isQuiet);
    media.plugged();
  }

  private static Policy enforcing() {
    return new Policy(
        "",
        Optional.empty(),
        Instant.EPOCH,
        Map.of(Rule.PORTABLE_MEDIA, new RulePolicy(Stage.ENFORCE, new RuleSettings.Defaults())),
        List.of(),
        "");
  }

  private static Builder permission(String id) {
    return new Builder(id);
  }

  /** A permission for the stick of these tests. */
  private static final class Builder {
    private final String id;
    private MediumKind kind = MediumKind.USB_STORAGE;
    private String vendor = "0781";
    private String product = "5567";
    private String descriptors = UsbTree.sha256(UsbSamples.STICK);
    private String account = "";
    private Instant endsAt = Instant.MAX;
    private boolean readOnly = true;
    private boolean encryptedOnly;
    private boolean accept;

    Builder(String id) {
      this.id = id;
    }

    Builder kind(MediumKind next) {
      kind = next;
      return this;
    }

    Builder ids(String nextVendor, String nextProduct) {
      vendor = nextVendor;
      product = nextProduct;
      return this;
    }

    Builder descriptors(String next) {
      descriptors = next;
      return this;
    }

    Builder account(String next) {
      account = next;
      return this;
    }

    Builder endsAt(Instant next) {
      endsAt = next;
      return this;
    }

    Builder readOnly(boolean next) {
      readOnly = next;
      return this;
    }

    Builder encryptedOnly(boolean next) {
      encryptedOnly = next;
      return this;
    }

    Builder accept(boolean next) {
      accept = next;
      return this;
    }

    Permission build() {
      return new Permission(
          id,
          kind,
          vendor,
          product,
          SERIAL,
          descriptors,
          "",
          account,
          Instant.EPOCH,
          endsAt,
          readOnly,
          encryptedOnly,
          accept);
    }
  }
}
