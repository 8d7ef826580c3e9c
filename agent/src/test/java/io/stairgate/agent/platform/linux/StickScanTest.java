package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.event.ScanReport;
import io.stairgate.agent.event.ScanVerdict;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.scan.RealEngine;
import io.stairgate.agent.scan.ScanEngine;
import io.stairgate.agent.scan.ScanWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Media as sysfs shows them, with heads as the usual tools make them; a folder stands for what the
 * kernel would mount.
 */
class StickScanTest {
  @TempDir private Path root;
  @TempDir private Path home;
  private Path disk;
  private RootFiles files;
  private final List<String> unmounted = new ArrayList<>();

  @BeforeEach
  void plug() throws IOException {
    files = new RootFiles(root);
    disk = Files.createDirectories(root.resolve("sys/block/sdb"));
    Files.createDirectories(root.resolve("dev"));
    Files.writeString(disk.resolve("size"), "131072\n");
    Files.write(root.resolve("dev/sdb"), new byte[512]);
  }

  private void partition(int number, String sectors, byte[] head) throws IOException {
    Path folder = Files.createDirectories(disk.resolve("sdb" + number));
    Files.writeString(folder.resolve("partition"), number + "\n");
    Files.writeString(folder.resolve("size"), sectors + "\n");
    Files.write(root.resolve("dev/sdb" + number), head);
    // Files that the volume holds.
    Files.createDirectories(home.resolve("sdb" + number));
  }

  private List<Volume> volumes() {
    return Volumes.of(files, disk);
  }

  private ScanReport scan(RealEngine engine) throws Exception {
    return scan(new ScanEngine(engine.socket(), engine.definitions()));
  }

  private ScanReport scan(ScanEngine engine) throws Exception {
    StickScan scan =
        new StickScan(
            files,
            engine,
            home,
            (volume, under) -> {
              if (volume.kind().driver().isEmpty()) {
                return PrivateMount.of(volume, under);
              }
              return new StickScan.Mounted() {
                @Override
                public Path root() {
                  return under.resolve(volume.name());
                }

                @Override
                public void close() {
                  unmounted.add(volume.name());
                }
              };
            });
    return scan.scan(
        volumes(),
        new ScanWatcher() {
          @Override
          public void gettingReady() {}

          @Override
          public void scanned(long bytes, long files) {}
        });
  }

  private static ScanEngine none(Path folder) {
    return new ScanEngine(folder.resolve("no-socket"), folder);
  }

  @Test
  void partitions_are_volumes_and_the_stub_of_an_extended_one_is_not() throws Exception {
    partition(1, "65536", FileSystemProbeTest.head("fat32"));
    partition(2, "2", new byte[1024]);
    partition(5, "40960", FileSystemProbeTest.head("luks2"));

    assertThat(volumes())
        .containsExactly(
            new Volume(root.resolve("dev/sdb1"), "sdb1", FileSystemKind.VFAT, false, 65536 * 512),
            new Volume(root.resolve("dev/sdb5"), "sdb5", FileSystemKind.LUKS, true, 40960 * 512));
  }

  @Test
  void a_medium_without_partitions_is_one_volume() throws Exception {
    Files.write(root.resolve("dev/sdb"), FileSystemProbeTest.head("exfat"));

    assertThat(volumes()).extracting(Volume::kind).containsExactly(FileSystemKind.EXFAT);
  }

  @Test
  void a_file_system_on_the_whole_beside_partitions_is_a_volume_too() throws Exception {
    partition(1, "65536", FileSystemProbeTest.head("fat16"));
    Files.write(root.resolve("dev/sdb"), FileSystemProbeTest.head("iso9660"));

    assertThat(volumes()).extracting(Volume::name).containsExactly("sdb1", "sdb");
  }

  @Test
  void the_plain_side_of_an_unlocked_volume_is_encrypted() throws Exception {
    Path dm = Files.createDirectories(root.resolve("sys/block/dm-3/dm"));
    Files.writeString(dm.resolve("uuid"), "CRYPT-BITLK-abc-stick\n");
    Files.writeString(root.resolve("sys/block/dm-3/size"), "65536\n");
    Files.write(root.resolve("dev/dm-3"), FileSystemProbeTest.head("ntfs"));

    assertThat(Volumes.of(files, root.resolve("sys/block/dm-3")))
        .containsExactly(
            new Volume(root.resolve("dev/dm-3"), "dm-3", FileSystemKind.NTFS, true, 65536 * 512));
  }

  @Test
  void a_reader_without_a_card_and_a_medium_that_is_gone_have_no_volumes() throws Exception {
    Files.writeString(disk.resolve("size"), "0\n");
    assertThat(volumes()).isEmpty();
    assertThat(Volumes.of(files, root.resolve("sys/block/gone"))).isEmpty();
  }

  @Test
  void an_empty_medium_is_not_clean() throws Exception {
    ScanReport report = scan(none(home));

    assertThat(report.verdict()).isEqualTo(ScanVerdict.NOT_FULLY_SCANNED);
    assertThat(report.skippedBecause()).containsExactly("no-file-system");
  }

  @Test
  void what_we_let_no_kernel_mount_is_told() throws Exception {
    partition(1, "65536", FileSystemProbeTest.head("btrfs"));
    partition(2, "65536", FileSystemProbeTest.head("luks1"));
    partition(3, "65536", new byte[0]);

    ScanReport report = scan(none(home));

    assertThat(report.verdict()).isEqualTo(ScanVerdict.NOT_FULLY_SCANNED);
    assertThat(report.skippedBecause())
        .containsExactly("unknown-file-system", "locked", "unreadable");
  }

  @Test
  void every_volume_is_scanned_and_unmounted() throws Exception {
    partition(1, "65536", FileSystemProbeTest.head("fat32"));
    partition(2, "65536", new byte[FileSystemProbe.HEAD]);
    partition(3, "65536", FileSystemProbeTest.head("ext4"));
    Files.writeString(home.resolve("sdb1/a"), "a");
    Files.writeString(home.resolve("sdb3/b"), "b");
    try (RealEngine engine = new RealEngine(home.resolve("engine"))) {
      ScanReport report = scan(engine);

      assertThat(report.verdict()).isEqualTo(ScanVerdict.CLEAN);
      assertThat(report.files()).isEqualTo(2);
      assertThat(unmounted).containsExactly("sdb3", "sdb1");

      Files.write(home.resolve("sdb3/c"), RealEngine.EICAR);
      assertThat(scan(engine).verdict()).isEqualTo(ScanVerdict.INFECTED);
    }
  }

  @Test
  void a_journal_that_would_be_written_back_later_keeps_it_from_being_clean() throws Exception {
    byte[] ext = FileSystemProbeTest.head("ext4");
    ext[1024 + 96] |= 4;
    partition(1, "65536", ext);
    try (RealEngine engine = new RealEngine(home.resolve("engine"))) {
      ScanReport report = scan(engine);

      assertThat(report.verdict()).isEqualTo(ScanVerdict.NOT_FULLY_SCANNED);
      assertThat(report.skippedBecause()).containsExactly("damaged");
    }
  }

  @Test
  void without_an_engine_nothing_stays_mounted() throws Exception {
    partition(1, "65536", FileSystemProbeTest.head("fat32"));

    assertThatThrownBy(() -> scan(none(home)))
        .isInstanceOf(io.stairgate.agent.scan.EngineUnavailableException.class);
    assertThat(unmounted).containsExactly("sdb1");
  }
}
