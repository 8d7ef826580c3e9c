package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What follows an agent that died, and what udev and polkit ask while one lives. The guest tries
 * them for real.
 */
@EnabledOnOs(OS.LINUX)
class PermittedScriptsTest {
  private static final Path LINUX = Path.of("../packaging/linux");

  @TempDir private Path folder;
  private FakeLinux linux;
  private Path programs;

  @BeforeEach
  void aStickOpenUnderAPermission() throws IOException {
    assumeThat(Path.of("/bin/sh")).exists();
    linux = new FakeLinux(folder.resolve("root")).rootHub(1);
    linux.plug("1-4", 7, UsbSamples.STICK, "A").usbInterface("1-4", 0, "08");
    String disk = FakeLinux.usbFolder("1-4") + "/1-4:1.0/host0";
    linux.disk(disk, "sda", "8:0").partition(disk + "/block/sda", "sda1", "8:1");
    linux.mapper("dm-3", "253:3", "CRYPT-LUKS2-0-x", "luks-x", disk + "/block/sda/sda1");
    linux.file(
        "/proc/self/mountinfo",
        """
        22 1 8:17 / / rw shared:1 - ext4 /dev/sdb1 rw
        40 22 8:1 / /media/alice/MY\\040100%s ro - vfat /dev/sda1 ro
        41 22 253:3 / /media/alice/SAFE rw - ext4 /dev/mapper/luks-x rw
        """);
    linux.file(PermitMarks.OPEN + "/usb_1-4", "usb 1-4 7\n");
    linux.file(PermitMarks.PERMITTED + "/8:1", "STAIRGATE_PERMITTED=1\n");
    linux.file(PermitMarks.HANDED + "/sda1/alice", "");
    programs = Files.createDirectory(folder.resolve("bin"));
    for (String program : List.of("umount", "cryptsetup", "dmsetup", "sync")) {
      program(program, "echo " + program + " \"$@\" >> " + folder.resolve("log") + "\n");
    }
  }

  private void program(String name, String body) throws IOException {
    Path program = programs.resolve(name);
    Files.writeString(program, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private String log() throws IOException {
    Path log = folder.resolve("log");
    return Files.exists(log) ? Files.readString(log).replace(linux.root().toString(), "") : "";
  }

  @Test
  void what_an_agent_that_died_left_open_is_unmounted_locked_and_shut() throws Exception {
    assertThat(run("shut-permitted-media")).isZero();
    assertThat(log())
        .contains(
            "umount /media/alice/MY 100%s\n",
            "umount /media/alice/SAFE\n",
            "sync -f /media/alice/SAFE\n",
            "cryptsetup close luks-x\n")
        .doesNotContain("umount /\n");
    assertThat(linux.authorized("1-4")).isFalse();
    for (String marks : List.of(PermitMarks.OPEN, PermitMarks.PERMITTED, PermitMarks.HANDED)) {
      assertThat(linux.files().list(marks)).as(marks).isEmpty();
    }
  }

  @Test
  void another_device_at_the_same_port_is_left_to_the_kernel() throws Exception {
    linux.file(FakeLinux.usbFolder("1-4") + "/devnum", "8\n");
    assertThat(run("shut-permitted-media")).isZero();
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(log()).isEmpty();
    assertThat(linux.files().list(PermitMarks.OPEN)).isEmpty();
  }

  @Test
  void a_stick_whose_unmount_fails_is_shut_all_the_same() throws Exception {
    program("umount", "exit 1\n");
    assertThat(run("shut-permitted-media")).isZero();
    assertThat(linux.authorized("1-4")).isFalse();
  }

  @Test
  void a_card_is_unmounted_and_its_node_is_roots() throws Exception {
    linux.file(PermitMarks.OPEN + "/mmcblk0", "disk sda\n");
    Files.delete(linux.path(PermitMarks.OPEN + "/usb_1-4"));
    Files.setPosixFilePermissions(
        linux.path("/dev/sda1"), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(run("shut-permitted-media")).isZero();
    assertThat(log()).contains("umount /media/alice/SAFE\n");
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(Files.getPosixFilePermissions(linux.path("/dev/sda1")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void a_note_that_is_nonsense_does_nothing() throws Exception {
    linux.file(PermitMarks.OPEN + "/usb_1-4", "usb ../../../etc 7; rm -rf /\n");
    linux.file(PermitMarks.OPEN + "/other", "");
    assertThat(run("shut-permitted-media")).isZero();
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(log()).isEmpty();
  }

  @Test
  void nothing_is_done_where_nothing_is_noted() throws Exception {
    Files.delete(linux.path(PermitMarks.OPEN + "/usb_1-4"));
    assertThat(run("shut-permitted-media")).isZero();
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(log()).isEmpty();
  }

  @Test
  void the_plain_side_of_an_unlocked_stick_is_told_from_the_systems_own() throws Exception {
    linux.file("/run/udev/data/b8:1", "S:disk\nE:STAIRGATE_MEDIA=block\n");
    assertThat(run("on-portable-medium", "/devices/virtual/block/dm-3")).isZero();
    linux.file("/run/udev/data/b8:1", "S:disk\nE:ID_BUS=ata\n");
    assertThat(run("on-portable-medium", "/devices/virtual/block/dm-3")).isNotZero();
    assertThat(run("on-portable-medium", "/devices/virtual/block/dm-9")).isNotZero();
  }

  @Test
  void the_udev_rule_and_the_polkit_rule_ask_for_the_marks_the_agent_makes() throws IOException {
    String udev = Files.readString(LINUX.resolve("72-stairgate-media.rules"));
    assertThat(udev)
        .contains(
            "TEST==\"" + PermitMarks.PERMITTED + "/$major:$minor\"",
            "TEST==\"" + PermitMarks.PERMITTED + "/usb-$kernel-$attr{devnum}\"",
            "TEST==\"" + PermitMarks.PERMITTED + "/usb-$id-$attr{devnum}\"");
    String polkit = Files.readString(LINUX.resolve("49-stairgate-media.rules"));
    assertThat(polkit).contains("\"" + PermitMarks.HANDED + "/\"");
    // It answers "yes" in one place only, behind the mark.
    assertThat(polkit.split("polkit.Result.YES", -1)).hasSize(2);
    assertThat(polkit).doesNotContain("AUTH_");
  }

  @Test
  void the_service_shuts_before_it_starts_and_after_it_ended() throws IOException {
    assertThat(Files.readString(LINUX.resolve("stairgate-agent.service")))
        .contains(
            "ExecStartPre=+-/usr/lib/stairgate-agent/bin/shut-permitted-media",
            "ExecStopPost=+-/usr/lib/stairgate-agent/bin/shut-permitted-media");
  }

  private int run(String script, String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", LINUX.resolve(script).toAbsolutePath().toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("SYSROOT", linux.root().toString());
    builder.environment().put("PATH", programs + ":/usr/bin:/bin");
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(said).isTrue();
    return process.exitValue();
  }
}
