package io.stairgate.agent.platform.linux;

import com.sun.jna.LastErrorException;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * One volume mounted read-only where this process alone can see it. Closing unmounts. One thread.
 */
final class PrivateMount implements StickScan.Mounted {
  private static final int MOUNTINFO_LIMIT = 4 << 20;

  private final Path root;

  private PrivateMount(Path root) {
    this.root = root;
  }

  /**
   * Mounts.
   *
   * @param volume one with a {@linkplain FileSystemKind#driver() driver} that we let mount it
   * @param under folder made by {@link #prepare}
   * @throws MountException with a skip code
   */
  static PrivateMount of(Volume volume, Path under) throws MountException {
    Optional<String> driver = volume.kind().driver();
    if (driver.isEmpty()) {
      throw new MountException(
          switch (volume.kind()) {
            case LUKS, BITLOCKER -> "locked";
            case NONE -> "no-file-system";
            case UNREADABLE -> "unreadable";
            case VFAT, EXFAT, NTFS, EXT, ISO9660, UDF, BTRFS, XFS, HFSPLUS, SWAP, UNKNOWN ->
                "unknown-file-system";
          });
    }
    Path root = under.resolve(volume.name());
    try {
      Files.createDirectory(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new MountException("unreadable");
    }
    try {
      LibC.mount(
          volume.node().toString(),
          root.toString(),
          driver.get(),
          LibC.MS_RDONLY | LibC.MS_NOSUID | LibC.MS_NODEV | LibC.MS_NOEXEC | LibC.MS_NOSYMFOLLOW,
          options(volume.kind()));
    } catch (LastErrorException e) {
      remove(root);
      throw new MountException(code(e.getErrorCode(), Files.exists(volume.node())));
    }
    return new PrivateMount(root);
  }

  /**
   * Options of one kind. {@code errors=remount-ro}: the medium itself may ask for a panic of the
   * laptop at the first error. {@code noload}: the journal is not written back, nothing is written.
   */
  static String options(FileSystemKind kind) {
    return switch (kind) {
      case VFAT -> "utf8=1,errors=remount-ro";
      case EXFAT -> "iocharset=utf8,errors=remount-ro";
      case NTFS, ISO9660, UDF -> "iocharset=utf8";
      case EXT -> "noload,errors=remount-ro";
      case BTRFS, XFS, HFSPLUS, SWAP, LUKS, BITLOCKER, NONE, UNKNOWN, UNREADABLE -> "";
    };
  }

  /** The skip code of an error of mount(2). */
  static String code(int errno, boolean present) {
    if (!present) {
      return "pulled-out";
    }
    return switch (errno) {
      // The kernel has no such driver.
      case LibC.ENODEV -> "unknown-file-system";
      case LibC.EINVAL, LibC.EUCLEAN, LibC.EIO, LibC.EFSBADCRC -> "damaged";
      default -> "unreadable";
    };
  }

  /**
   * Makes the folder for the mount points and lays a small private file system over it, so that no
   * mount made there reaches any other process. Does nothing where it lies there already.
   *
   * @throws MountException {@code unreadable} where this process shares its mounts with the rest of
   *     the system: everybody would see the files before they are scanned
   */
  static void prepare(RootFiles files, Path under) throws MountException {
    if (!ownNamespace(files)) {
      throw new MountException("unreadable");
    }
    try {
      Files.createDirectories(
          under,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (!below(files, under).contains(under.toString())) {
        LibC.mount(
            "stairgate-scan",
            under.toString(),
            "tmpfs",
            LibC.MS_NOSUID | LibC.MS_NODEV | LibC.MS_NOEXEC,
            "size=64k,mode=0700");
        LibC.mount("none", under.toString(), "", LibC.MS_PRIVATE, "");
      }
    } catch (IOException | LastErrorException e) {
      throw new MountException("unreadable");
    }
  }

  /** Unmounts whatever lies at or below a folder, the last first. */
  static void clear(RootFiles files, Path under) {
    for (String point : below(files, under).reversed()) {
      unmount(Path.of(point));
    }
    for (String name : RootFiles.list(under)) {
      remove(under.resolve(name));
    }
  }

  /**
   * True where mounts made by this process are its own. The first process's namespace tells, where
   * we may look at it (needs CAP_SYS_PTRACE); else the mark that systemd's PrivateMounts leaves:
   * the root is a slave of the system's.
   */
  private static boolean ownNamespace(RootFiles files) {
    try {
      Path ours = Files.readSymbolicLink(files.path("/proc/self/ns/mnt"));
      return !ours.equals(Files.readSymbolicLink(files.path("/proc/1/ns/mnt")));
    } catch (IOException e) {
      return files
          .text("/proc/self/mountinfo", MOUNTINFO_LIMIT)
          .filter(PrivateMount::slaveRoot)
          .isPresent();
    }
  }

  /** Reads from mountinfo whether the root only receives mounts. */
  static boolean slaveRoot(String mountinfo) {
    return mountinfo
        .lines()
        .map(line -> line.split(" - ", 2)[0].split(" ", 64))
        .filter(fields -> fields.length > 6 && fields[4].equals("/"))
        .reduce((first, last) -> last)
        .filter(
            fields -> {
              for (int i = 6; i < fields.length; i++) {
                if (fields[i].startsWith("master:")) {
                  return true;
                }
              }
              return false;
            })
        .isPresent();
  }

  static java.util.List<String> below(RootFiles files, Path under) {
    return MountTable.mounts(files.text("/proc/self/mountinfo", MOUNTINFO_LIMIT).orElse(""))
        .stream()
        .map(MountTable.Mount::point)
        .filter(point -> Path.of(point).startsWith(under))
        .toList();
  }

  @Override
  public Path root() {
    return root;
  }

  @Override
  public void close() {
    unmount(root);
    remove(root);
  }

  /** Lazily where something still holds it: nobody else can reach it, and it goes with the last. */
  static void unmount(Path point) {
    try {
      LibC.umount2(point.toString(), LibC.UMOUNT_NOFOLLOW);
    } catch (LastErrorException busy) {
      try {
        LibC.umount2(point.toString(), LibC.MNT_DETACH | LibC.UMOUNT_NOFOLLOW);
      } catch (LastErrorException gone) {
        // It was not mounted.
        return;
      }
    }
  }

  static void remove(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // It stays as an empty folder of root's in memory.
      return;
    }
  }
}
