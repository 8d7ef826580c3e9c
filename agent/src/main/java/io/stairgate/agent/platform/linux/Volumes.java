package io.stairgate.agent.platform.linux;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The volumes of one medium: the partitions the kernel shows, and what their own bytes say. */
final class Volumes {
  /** The kernel shows an extended partition as a stub of two sectors; nothing fits in there. */
  private static final long STUB = 8 * 512;

  private Volumes() {}

  /**
   * Reads 128 KiB of each volume. What lies between partitions is no volume: nobody but root can
   * read it, and no desktop offers it.
   *
   * <p>A medium may carry a file system on the whole of it and partitions besides (installation
   * images do): both are given, because a desktop offers both.
   *
   * @param sysDisk the disk's folder in sysfs; for an unlocked volume its {@code dm-N}
   * @return empty where the disk is gone or has no medium in it
   */
  static List<Volume> of(RootFiles files, Path sysDisk) {
    List<Volume> volumes = new ArrayList<>();
    if (size(sysDisk) == 0) {
      return volumes;
    }
    boolean unlocked =
        RootFiles.attribute(sysDisk.resolve("dm/uuid")).flatMap(BlockDevices::crypt).isPresent();
    boolean partitioned = false;
    for (String name : RootFiles.list(sysDisk)) {
      Path folder = sysDisk.resolve(name);
      if (RootFiles.attribute(folder.resolve("partition")).isPresent()) {
        partitioned = true;
        if (size(folder) > STUB) {
          volumes.add(volume(files, folder, unlocked));
        }
      }
    }
    Volume whole = volume(files, sysDisk, unlocked);
    boolean nothing = whole.kind() == FileSystemKind.NONE || whole.kind() == FileSystemKind.UNKNOWN;
    if (!partitioned || !nothing) {
      volumes.add(whole);
    }
    return volumes;
  }

  private static Volume volume(RootFiles files, Path folder, boolean unlocked) {
    String name = BlockDevices.name(folder);
    // The kernel writes "!" where a name has a slash.
    Path node = files.path("/dev/" + name.replace('!', '/'));
    FileSystemKind kind = FileSystemProbe.kind(FileSystemProbe.head(node));
    return new Volume(node, name, kind, unlocked || kind.locked(), size(folder));
  }

  /** Bytes; sysfs counts in 512 bytes whatever the sector is. */
  private static long size(Path folder) {
    String sectors = RootFiles.attribute(folder.resolve("size")).orElse("");
    return sectors.matches("[0-9]{1,15}") ? Long.parseLong(sectors) * 512 : 0;
  }
}
