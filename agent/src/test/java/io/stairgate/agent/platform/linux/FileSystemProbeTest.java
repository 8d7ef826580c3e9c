package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Heads of volumes as the usual tools make them (dosfstools 4.2, exfatprogs 1.2, ntfs-3g 2022.10,
 * e2fsprogs 1.47, btrfs-progs 6.2, xfsprogs 6.1, udftools 2.3, genisoimage 1.1, cryptsetup 2.6
 * without their key slots, util-linux 2.38).
 */
class FileSystemProbeTest {
  static byte[] head(String name) throws IOException {
    try (InputStream in = FileSystemProbeTest.class.getResourceAsStream("volumes/" + name + ".gz");
        GZIPInputStream plain = new GZIPInputStream(Objects.requireNonNull(in, name))) {
      return plain.readAllBytes();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fat12, VFAT",
    "fat16, VFAT",
    "fat32, VFAT",
    "exfat, EXFAT",
    "ntfs, NTFS",
    "ext2, EXT",
    "ext3, EXT",
    "ext4, EXT",
    "btrfs, BTRFS",
    "xfs, XFS",
    "udf, UDF",
    "udf512, UDF",
    "iso9660, ISO9660",
    "isoudf, UDF",
    "swap, SWAP",
    "luks1, LUKS",
    "luks2, LUKS"
  })
  void each_kind_is_known_by_its_own_bytes(String name, FileSystemKind kind) throws IOException {
    byte[] head = head(name);
    assertThat(FileSystemProbe.kind(head)).isEqualTo(kind);
    assertThat(FileSystemProbe.journalWaits(head)).isFalse();
  }

  /** By hand, from cryptsetup's lib/bitlk/bitlk.c: no tool on Linux makes one. */
  @Test
  void bitlocker_is_known_also_with_its_fat_in_front() throws IOException {
    assertThat(FileSystemProbe.kind(head("bitlocker"))).isEqualTo(FileSystemKind.BITLOCKER);

    byte[] toGo = head("fat32");
    put(toGo, 3, "MSWIN4.1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(FileSystemProbe.kind(toGo)).isEqualTo(FileSystemKind.VFAT);
    put(toGo, 424, java.util.HexFormat.of().parseHex("3bd66749292ed84a8399f6a339e3d001"));
    assertThat(FileSystemProbe.kind(toGo)).isEqualTo(FileSystemKind.BITLOCKER);
  }

  @Test
  void what_two_kinds_claim_is_unknown() throws IOException {
    byte[] both = head("fat32");
    byte[] ext = head("ext4");
    System.arraycopy(ext, 1024, both, 1024, 1024);

    assertThat(FileSystemProbe.kind(both)).isEqualTo(FileSystemKind.UNKNOWN);

    byte[] isoWithExt = head("iso9660");
    System.arraycopy(ext, 1024, isoWithExt, 1024, 1024);
    assertThat(FileSystemProbe.kind(isoWithExt)).isEqualTo(FileSystemKind.UNKNOWN);
  }

  @Test
  void a_journal_that_waits_is_seen() throws IOException {
    byte[] ext = head("ext4");
    ext[1024 + 96] |= 4;

    assertThat(FileSystemProbe.kind(ext)).isEqualTo(FileSystemKind.EXT);
    assertThat(FileSystemProbe.journalWaits(ext)).isTrue();
  }

  @Test
  void zeros_are_none_and_a_partition_table_alone_is_no_fat() {
    byte[] head = new byte[FileSystemProbe.HEAD];
    assertThat(FileSystemProbe.kind(head)).isEqualTo(FileSystemKind.NONE);

    put(head, 510, new byte[] {0x55, (byte) 0xaa});
    assertThat(FileSystemProbe.kind(head)).isEqualTo(FileSystemKind.UNKNOWN);
    assertThat(FileSystemProbe.kind(new byte[0])).isEqualTo(FileSystemKind.UNREADABLE);
  }

  @Property(tries = 300)
  void any_bytes_have_an_answer(@ForAll @Size(max = 3000) byte[] bytes) {
    FileSystemKind kind = FileSystemProbe.kind(bytes);
    assertThat(kind == FileSystemKind.UNREADABLE).isEqualTo(bytes.length == 0);
    assertThat(FileSystemProbe.journalWaits(bytes)).isIn(true, false);
  }

  @Property(tries = 300)
  void a_head_that_is_cut_or_scribbled_on_has_an_answer(
      @ForAll @IntRange(max = 16) int which,
      @ForAll @IntRange(min = 1, max = FileSystemProbe.HEAD) int length,
      @ForAll @IntRange(max = FileSystemProbe.HEAD - 1) int at,
      @ForAll byte scribble)
      throws IOException {
    String[] names = {
      "fat12", "fat16", "fat32", "exfat", "ntfs", "ext2", "ext3", "ext4", "btrfs", "xfs", "udf",
      "udf512", "iso9660", "isoudf", "swap", "luks1", "luks2"
    };
    byte[] head = java.util.Arrays.copyOf(head(names[which]), length);
    head[at % length] = scribble;

    assertThat(FileSystemProbe.kind(head)).isNotEqualTo(FileSystemKind.UNREADABLE);
  }

  private static void put(byte[] into, int at, byte[] bytes) {
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }
}
