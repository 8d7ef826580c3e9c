package io.stairgate.agent.platform.linux;

import java.util.Optional;

/** What the first bytes of a volume say it holds. */
enum FileSystemKind {
  VFAT("vfat"),
  EXFAT("exfat"),
  /** NTFS, by the kernel's ntfs3 where it has that, else by ntfs-3g. */
  NTFS("ntfs3"),
  /** ext2, ext3 and ext4. */
  EXT("ext4"),
  ISO9660("iso9660"),
  UDF("udf"),
  BTRFS(""),
  XFS(""),
  HFSPLUS(""),
  SWAP(""),
  /** LUKS 1 and 2. */
  LUKS(""),
  BITLOCKER(""),
  /** Nothing but zeros where every known kind has its mark. */
  NONE(""),
  /** Something, and nobody can say what; also where two kinds claim the same bytes. */
  UNKNOWN(""),
  /** The bytes could not be read. */
  UNREADABLE("");

  private final String driver;

  FileSystemKind(String driver) {
    this.driver = driver;
  }

  /** The kernel's driver we let mount it; empty where we let none. */
  Optional<String> driver() {
    return driver.isEmpty() ? Optional.empty() : Optional.of(driver);
  }

  /**
   * True where a mount of this type, as the mount table names it, shows the files that were
   * scanned. A volume can hold two file systems at once, and whoever mounts it later decides by
   * other marks.
   */
  boolean mountedAs(String type) {
    return switch (this) {
      case EXT -> type.equals("ext2") || type.equals("ext3") || type.equals("ext4");
      // By the kernel, or by ntfs-3g.
      case NTFS -> type.equals("ntfs3") || type.equals("ntfs") || type.equals("fuseblk");
      case VFAT, EXFAT, ISO9660, UDF -> type.equals(driver);
      case BTRFS, XFS, HFSPLUS, SWAP, LUKS, BITLOCKER, NONE, UNKNOWN, UNREADABLE -> false;
    };
  }

  /** True where it must be unlocked before anything can be read. */
  boolean locked() {
    return this == LUKS || this == BITLOCKER;
  }
}
