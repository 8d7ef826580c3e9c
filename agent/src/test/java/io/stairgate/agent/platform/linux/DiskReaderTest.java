package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.DiskEncryption;
import io.stairgate.agent.control.KeptKeys;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.policy.Policy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskReaderTest {
  private static final String NVME = "/sys/devices/pci0000:00/0000:00:1d.0/0000:3d:00.0/nvme/nvme0";
  private static final String DISK = NVME + "/block/nvme0n1";
  private static final String SATA = "/sys/devices/pci0000:00/0000:00:17.0/ata1/host0";

  @TempDir private Path folder;
  private FakeLinux linux;

  @BeforeEach
  void oneDiskWithThreePartitions() {
    linux = new FakeLinux(folder).disk(NVME, "nvme0n1", "259:0");
    linux
        .partition(DISK, "nvme0n1p1", "259:1")
        .partition(DISK, "nvme0n1p2", "259:2")
        .partition(DISK, "nvme0n1p3", "259:3");
  }

  @Test
  void lvm_on_luks_is_encrypted_and_the_boot_partition_does_not_count() {
    linux.mapper(
        "dm-0",
        "253:0",
        "CRYPT-LUKS2-0f3c2a52aaaa-nvme0n1p3_crypt",
        "nvme0n1p3_crypt",
        DISK + "/nvme0n1p3");
    linux.mapper("dm-1", "253:1", "LVM-abc", "vg-root", "/sys/devices/virtual/block/dm-0");
    linux.mapper("dm-2", "253:2", "LVM-def", "vg-swap", "/sys/devices/virtual/block/dm-0");
    mounts(
        "22 1 253:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw",
        "30 22 259:2 / /boot rw shared:2 - ext4 /dev/nvme0n1p2 rw",
        "31 30 259:1 / /boot/efi rw shared:3 - vfat /dev/nvme0n1p1 rw",
        "24 22 0:21 / /proc rw - proc proc rw",
        "25 22 0:22 / /run rw - tmpfs tmpfs rw");
    linux.file("/proc/swaps", "Filename Type Size Used Priority\n/dev/dm-2 partition 1000 0 -2\n");
    Finding finding = prove();
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.hold()).isEqualTo(new Hold.ByOs());
    assertThat(finding.sentence())
        .isEqualTo("If this laptop is lost, nobody can read what is on it.");
    assertThat(finding.evidence())
        .contains(
            new Evidence("file system /", "encrypted: ext4 on dm-1, LUKS2"),
            new Evidence("swap /dev/dm-2", "encrypted: swap on dm-2, LUKS2"));
  }

  @Test
  void luks_straight_on_a_partition_is_encrypted() {
    linux.mapper("dm-0", "253:0", "CRYPT-LUKS1-aa-root", "root", DISK + "/nvme0n1p3");
    mounts("22 1 253:0 / / rw - ext4 /dev/mapper/root rw");
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
  }

  @Test
  void a_plain_root_is_not_met() {
    mounts("22 1 259:3 / / rw - ext4 /dev/nvme0n1p3 rw");
    Finding finding = prove();
    assertThat(finding.state()).isEqualTo(new FindingState.NotMet());
    assertThat(finding.sentence())
        .isEqualTo("If this laptop were lost, someone could read the files on it.");
  }

  @Test
  void plain_lvm_is_not_met() {
    linux.mapper("dm-0", "253:0", "LVM-abc", "vg-root", DISK + "/nvme0n1p3");
    mounts("22 1 253:0 / / rw - ext4 /dev/mapper/vg-root rw");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
  }

  @Test
  void a_logical_volume_over_one_encrypted_and_one_plain_disk_is_not_met() {
    linux.disk(SATA, "sda", "8:0");
    linux.mapper("dm-0", "253:0", "CRYPT-LUKS2-aa-x", "x", DISK + "/nvme0n1p3");
    linux.mapper(
        "dm-1",
        "253:1",
        "LVM-abc",
        "vg-root",
        "/sys/devices/virtual/block/dm-0",
        SATA + "/block/sda");
    mounts("22 1 253:1 / / rw - ext4 /dev/mapper/vg-root rw");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
  }

  @Test
  void a_plain_home_and_a_plain_data_disk_each_are_not_met() {
    linux
        .mapper("dm-0", "253:0", "CRYPT-LUKS2-aa-root", "root", DISK + "/nvme0n1p3")
        .disk(SATA, "sda", "8:0");
    mounts(
        "22 1 253:0 / / rw - ext4 /dev/mapper/root rw",
        "23 22 259:2 / /home rw - ext4 /dev/nvme0n1p2 rw");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
    mounts(
        "22 1 253:0 / / rw - ext4 /dev/mapper/root rw", "23 22 8:0 / /data rw - ext4 /dev/sda rw");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
  }

  @Test
  void plain_swap_is_not_met_and_random_key_swap_is() {
    linux.mapper("dm-0", "253:0", "CRYPT-LUKS2-aa-root", "root", DISK + "/nvme0n1p3");
    linux.mapper("dm-1", "253:1", "CRYPT-PLAIN-swap", "swap", DISK + "/nvme0n1p2");
    mounts("22 1 253:0 / / rw - ext4 /dev/mapper/root rw");
    linux.file("/proc/swaps", "Filename Type\n/dev/nvme0n1p2 partition 1 0 -2\n");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
    linux.file("/proc/swaps", "Filename Type\n/dev/mapper/swap partition 1 0 -2\n");
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
  }

  @Test
  void a_swap_file_and_compressed_memory_add_nothing() {
    linux.mapper("dm-0", "253:0", "CRYPT-LUKS2-aa-root", "root", DISK + "/nvme0n1p3");
    linux.disk("/sys/devices/virtual", "zram0", "252:0");
    mounts("22 1 253:0 / / rw - ext4 /dev/mapper/root rw");
    linux.file(
        "/proc/swaps", "Filename Type\n/swapfile file 1 0 -2\n/dev/zram0 partition 1 0 100\n");
    Finding finding = prove();
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.evidence())
        .contains(
            new Evidence("swap file /swapfile", "does not count: counted with /"),
            new Evidence("swap /dev/zram0", "does not count: memory"));
  }

  @Test
  void btrfs_goes_by_its_source_and_by_every_member() {
    linux
        .mapper("dm-0", "253:0", "CRYPT-LUKS2-aa-root", "root", DISK + "/nvme0n1p3")
        .disk(SATA, "sda", "8:0");
    mounts(
        "22 1 0:24 /@ / rw - btrfs /dev/mapper/root rw,subvol=/@",
        "23 22 0:24 /@home /home rw - btrfs /dev/mapper/root rw,subvol=/@home");
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
    linux.link("/sys/fs/btrfs/1111/devices/dm-0", "/sys/devices/virtual/block/dm-0");
    linux.link("/sys/fs/btrfs/1111/devices/sda", SATA + "/block/sda");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
  }

  @Test
  void a_stick_somebody_mounted_is_not_the_laptops_own() {
    linux.mapper("dm-0", "253:0", "CRYPT-LUKS2-aa-root", "root", DISK + "/nvme0n1p3");
    linux
        .rootHub(1)
        .plug("1-4", 7, UsbSamples.STICK, "A")
        .disk(FakeLinux.usbFolder("1-4") + "/1-4:1.0/host2", "sdb", "8:16");
    mounts(
        "22 1 253:0 / / rw - ext4 /dev/mapper/root rw",
        "40 22 8:16 / /media/sam/STICK rw - vfat /dev/sdb rw");
    Finding finding = prove();
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.evidence())
        .contains(new Evidence("file system /media/sam/STICK", "does not count: a removable disk"));
  }

  @Test
  void integrity_and_verity_hide_nothing() {
    linux.mapper("dm-0", "253:0", "CRYPT-VERITY-aa-root", "root", DISK + "/nvme0n1p3");
    mounts("22 1 253:0 / / ro - ext4 /dev/mapper/root ro");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
  }

  @Test
  void what_stands_on_no_disk_is_unknown_with_a_reason() {
    for (String[] each :
        new String[][] {
          {"overlay overlay", "layered-file-system"},
          {"zfs tank/root", "zfs-not-looked-into"},
          {"nfs server:/root", "network-file-system"},
          {"tmpfs tmpfs", "runs-from-memory"},
          {"fuse.x x", "no-disk-visible"}
        }) {
      mounts("22 1 0:40 / / rw - " + each[0] + " rw");
      assertThat(prove().state()).isEqualTo(new FindingState.Unknown(each[1]));
    }
  }

  @Test
  void a_home_that_this_process_cannot_see_is_unknown() {
    linux.mapper("dm-0", "253:0", "CRYPT-LUKS2-aa-root", "root", DISK + "/nvme0n1p3");
    mounts(
        "22 1 253:0 / / rw - ext4 /dev/mapper/root rw", "50 22 0:60 / /home ro - tmpfs tmpfs ro");
    assertThat(prove().state()).isEqualTo(new FindingState.Unknown("home-not-visible"));
  }

  @Test
  void no_list_of_mounts_is_unknown() {
    linux = new FakeLinux(folder.resolve("empty"));
    mounts("");
    assertThat(prove().state()).isEqualTo(new FindingState.Unknown("no-disk-visible"));
    assertThat(
            new DiskEncryption(
                    new DiskReader(new RootFiles(folder.resolve("nowhere"))),
                    Optional::empty,
                    () -> KeptKeys.NONE,
                    InstantSource.fixed(Instant.EPOCH))
                .prove(Policy.DEFAULT)
                .state())
        .isEqualTo(new FindingState.Unknown("no-list-of-mounts"));
  }

  @Test
  void octal_escapes_in_mount_points_are_read() {
    assertThat(
            MountTable.mounts("22 1 8:1 / /mnt/My\\040Disk rw - ext4 /dev/sda1 rw\n")
                .getFirst()
                .point())
        .isEqualTo("/mnt/My Disk");
  }

  private void mounts(String... lines) {
    linux.file("/proc/self/mountinfo", String.join("\n", lines) + "\n");
  }

  @Test
  void swap_that_is_not_in_use_and_a_data_disk_that_is_not_mounted_count_and_a_stick_does_not() {
    encryptedRoot();
    linux.link("/dev/disk/by-uuid/aa-bb", "/dev/nvme0n1p1");
    linux.file(
        "/etc/fstab",
        """
        # <file system> <mount point>
        /dev/mapper/root / ext4 errors=remount-ro 0 1
        UUID=aa-bb	none	swap	sw	0	0
        UUID=gone /srv ext4 noauto 0 0
        /dev/nvme0n1p2 /boot ext4 defaults 0 2
        server:/x /x nfs defaults 0 0
        nothing to read
        """);
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
    assertThat(prove().evidence().getFirst())
        .isEqualTo(
            new Evidence(
                "swap /dev/disk/by-uuid/aa-bb, not in use now",
                "not encrypted: swap on nvme0n1p1"));
  }

  @Test
  void where_it_hibernates_to_counts() {
    encryptedRoot();
    linux.file("/proc/cmdline", "BOOT_IMAGE=/vmlinuz resume=/dev/nvme0n1p1 quiet\n");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
    linux.file("/proc/cmdline", "quiet resume=/dev/mapper/root\n");
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
    linux.link("/dev/disk/by-uuid/cc", "/dev/nvme0n1p1");
    linux.file("/etc/initramfs-tools/conf.d/resume", "RESUME=UUID=cc\n");
    linux.file("/proc/cmdline", "quiet\n");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
    linux.file("/etc/initramfs-tools/conf.d/resume", "RESUME=none\n");
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
  }

  @Test
  void home_folders_scrambled_one_by_one_are_told_and_are_not_enough() {
    linux.folder("/home/.ecryptfs");
    mounts("22 1 259:3 / / rw - ext4 /dev/nvme0n1p3 rw");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
    assertThat(prove().evidence())
        .anyMatch(fact -> fact.key().equals("home folders") && fact.value().contains("eCryptfs"));
  }

  @Test
  void a_plain_disk_is_in_progress_for_a_week_from_enrolment_and_no_longer() {
    mounts("22 1 259:3 / / rw - ext4 /dev/nvme0n1p3 rw");
    Instant enrolled = Instant.parse("2026-11-20T10:00:00Z");
    Finding soon = prove(enrolled, Instant.parse("2026-11-22T10:00:00Z"));
    assertThat(soon.state()).isEqualTo(new FindingState.InProgress("days-of-grace"));
    assertThat(soon.sentence()).contains("by 27 November");
    assertThat(prove(enrolled, Instant.parse("2026-11-27T10:00:00Z")).state())
        .isEqualTo(new FindingState.NotMet());
    // A key made while the clock was ten years ahead gives no ten years of grace.
    assertThat(prove(enrolled, Instant.parse("2016-11-22T10:00:00Z")).state())
        .isEqualTo(new FindingState.NotMet());
  }

  private void encryptedRoot() {
    linux.mapper("dm-0", "253:0", "CRYPT-LUKS2-aa-root", "root", DISK + "/nvme0n1p3");
    mounts("22 1 253:0 / / rw - ext4 /dev/mapper/root rw");
  }

  private Finding prove() {
    return new DiskEncryption(
            new DiskReader(linux.files()),
            Optional::empty,
            () -> KeptKeys.NONE,
            InstantSource.fixed(Instant.EPOCH))
        .prove(Policy.DEFAULT);
  }

  private Finding prove(Instant enrolled, Instant now) {
    return new DiskEncryption(
            new DiskReader(linux.files()),
            () -> Optional.of(enrolled),
            () -> KeptKeys.NONE,
            InstantSource.fixed(now))
        .prove(Policy.DEFAULT);
  }
}
