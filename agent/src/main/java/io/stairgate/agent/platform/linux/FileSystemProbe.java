package io.stairgate.agent.platform.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;

/**
 * Says what file system the first bytes of a volume hold. Ours and not libblkid's, because what is
 * scanned must be what is opened later: the kind found here is mounted by name, both times.
 *
 * <p>Where two kinds claim the same bytes the answer is {@link FileSystemKind#UNKNOWN}: such a
 * volume could show one face to the scan and another to the person.
 *
 * <p>Sources: the kernel's own checks (fs/fat/inode.c {@code fat_read_bpb}, fs/ext4/super.c and so
 * on), libblkid's superblock probes, LUKS on-disk format, cryptsetup's {@code lib/bitlk}.
 */
final class FileSystemProbe {
  /** All marks lie in the first 128 KiB; the last is btrfs at 64 KiB. */
  static final int HEAD = 128 * 1024;

  private static final byte[] BITLOCKER_GUID = {
    0x3b,
    (byte) 0xd6,
    0x67,
    0x49,
    0x29,
    0x2e,
    (byte) 0xd8,
    0x4a,
    (byte) 0x83,
    (byte) 0x99,
    (byte) 0xf6,
    (byte) 0xa3,
    0x39,
    (byte) 0xe3,
    (byte) 0xd0,
    0x01
  };

  private final byte[] head;

  private FileSystemProbe(byte[] head) {
    this.head = head;
  }

  /** Reads the head of a node; an empty array where it cannot be read. */
  static byte[] head(Path node) {
    ByteBuffer bytes = ByteBuffer.allocate(HEAD);
    try (FileChannel channel = FileChannel.open(node, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, bytes.position()) < 0) {
          break;
        }
      }
    } catch (IOException e) {
      return new byte[0];
    }
    byte[] head = new byte[bytes.position()];
    bytes.flip().get(head);
    return head;
  }

  /**
   * The kind.
   *
   * @param head the first bytes of a volume, {@link #HEAD} of them where it is that large
   */
  static FileSystemKind kind(byte[] head) {
    return head.length == 0 ? FileSystemKind.UNREADABLE : new FileSystemProbe(head).kind();
  }

  /**
   * True for an ext file system that was not unmounted cleanly: its journal is written back when it
   * is next mounted for writing, so what was scanned is not what would be seen then.
   */
  static boolean journalWaits(byte[] head) {
    FileSystemProbe probe = new FileSystemProbe(head);
    return probe.ext() && (probe.int32(1024 + 96) & 0x4) != 0;
  }

  private FileSystemKind kind() {
    Set<FileSystemKind> claims = EnumSet.noneOf(FileSystemKind.class);
    claim(claims, FileSystemKind.LUKS, luks());
    claim(claims, FileSystemKind.BITLOCKER, bitlocker());
    claim(claims, FileSystemKind.NTFS, text(3, "NTFS    "));
    claim(claims, FileSystemKind.EXFAT, text(3, "EXFAT   "));
    claim(claims, FileSystemKind.VFAT, vfat());
    claim(claims, FileSystemKind.EXT, ext());
    claim(claims, FileSystemKind.XFS, text(0, "XFSB"));
    claim(claims, FileSystemKind.BTRFS, text(65536 + 64, "_BHRfS_M"));
    claim(claims, FileSystemKind.HFSPLUS, hfsplus());
    claim(claims, FileSystemKind.ISO9660, text(32769, "CD001"));
    claim(claims, FileSystemKind.UDF, udf());
    claim(claims, FileSystemKind.SWAP, swap());
    if (claims.equals(EnumSet.of(FileSystemKind.UDF, FileSystemKind.ISO9660))) {
      // Discs carry both on purpose; systems prefer UDF.
      return FileSystemKind.UDF;
    }
    if (claims.equals(EnumSet.of(FileSystemKind.BITLOCKER, FileSystemKind.VFAT))) {
      // BitLocker To Go keeps a small FAT in front that says how to unlock it.
      return FileSystemKind.BITLOCKER;
    }
    if (claims.size() == 1) {
      return claims.iterator().next();
    }
    return claims.isEmpty() && zeros() ? FileSystemKind.NONE : FileSystemKind.UNKNOWN;
  }

  private static void claim(Set<FileSystemKind> claims, FileSystemKind kind, boolean claimed) {
    if (claimed) {
      claims.add(kind);
    }
  }

  private boolean luks() {
    return bytes(0, new byte[] {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe})
        || bytes(16384, new byte[] {'S', 'K', 'U', 'L', (byte) 0xba, (byte) 0xbe});
  }

  private boolean bitlocker() {
    return text(3, "-FVE-FS-") || (text(3, "MSWIN4.1") && bytes(424, BITLOCKER_GUID));
  }

  /** FAT has no mark of its own: the fields the kernel checks, and one of the usual signs. */
  private boolean vfat() {
    int sector = int16(11);
    int cluster = int8(13);
    int media = int8(21);
    boolean fields =
        (sector == 512 || sector == 1024 || sector == 2048 || sector == 4096)
            && cluster > 0
            && Integer.bitCount(cluster) == 1
            && int16(14) != 0
            && int8(16) != 0
            && (media == 0xf0 || media >= 0xf8);
    boolean sign =
        int16(510) == 0xaa55
            || int8(0) == 0xeb
            || int8(0) == 0xe9
            || text(0x36, "FAT")
            || text(0x52, "FAT");
    return fields && sign;
  }

  /** ext2, ext3, ext4; not a journal kept elsewhere. */
  private boolean ext() {
    return int16(1024 + 56) == 0xef53
        && int32(1024) != 0
        && int32(1024 + 24) >= 0
        && int32(1024 + 24) <= 6
        && (int32(1024 + 96) & 0x8) == 0;
  }

  private boolean hfsplus() {
    int version = int8(1026) << 8 | int8(1027);
    return (text(1024, "H+") || text(1024, "HX")) && version >= 4 && version <= 5;
  }

  private boolean udf() {
    for (int at = 32768; at + 6 <= head.length; at += 2048) {
      if (text(at + 1, "NSR02") || text(at + 1, "NSR03")) {
        return true;
      }
    }
    return false;
  }

  /** The mark stands at the end of a page, whatever a page was where it was made. */
  private boolean swap() {
    for (int page = 4096; page <= 65536; page *= 2) {
      if (text(page - 10, "SWAPSPACE2") || text(page - 10, "SWAP-SPACE")) {
        return true;
      }
    }
    return false;
  }

  private boolean zeros() {
    for (byte each : head) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean text(int at, String wanted) {
    return bytes(at, wanted.getBytes(StandardCharsets.US_ASCII));
  }

  private boolean bytes(int at, byte[] wanted) {
    if (at + wanted.length > head.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (head[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Bytes beyond the end of a small volume are zero. */
  private int int8(int at) {
    return at < head.length ? head[at] & 0xff : 0;
  }

  private int int16(int at) {
    return int8(at) | int8(at + 1) << 8;
  }

  private int int32(int at) {
    return int16(at) | int16(at + 2) << 16;
  }
}
