package io.stairgate.agent.platform.linux;

import io.stairgate.agent.platform.linux.MountTable.Mount;
import io.stairgate.agent.platform.linux.MountTable.Swap;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which disks the running system stands on, and where people's own disks are mounted. */
final class SystemDisks {
  private static final int MOUNTINFO_LIMIT = 4 << 20;

  private final RootFiles files;
  private final BlockDevices devices;

  SystemDisks(RootFiles files) {
    this.files = files;
    this.devices = new BlockDevices(files);
  }

  /** The disks, by their real folders in sysfs, that carry a file system or swap of the system. */
  Set<Path> read() {
    Set<Path> disks = new HashSet<>();
    for (Mount mount : mounts()) {
      if (!people(mount.point())) {
        device(mount).ifPresent(device -> disks.addAll(devices.disksUnder(device)));
      }
    }
    for (Swap swap : MountTable.swaps(files.text("/proc/swaps", 64 * 1024).orElse(""))) {
      if (!swap.file()) {
        devices.byNode(swap.path()).ifPresent(device -> disks.addAll(devices.disksUnder(device)));
      }
    }
    // btrfs names one of its disks only.
    for (String uuid : files.list("/sys/fs/btrfs")) {
      String folder = "/sys/fs/btrfs/" + uuid + "/devices";
      List<Path> members = new ArrayList<>();
      for (String name : files.list(folder)) {
        RootFiles.real(files.path(folder + "/" + name))
            .ifPresent(device -> members.addAll(devices.disksUnder(device)));
      }
      if (members.stream().anyMatch(disks::contains)) {
        disks.addAll(members);
      }
    }
    return disks;
  }

  /** Where a person's file systems on a disk are mounted. */
  List<String> mountsOf(Path disk) {
    List<String> points = new ArrayList<>();
    for (Mount mount : mounts()) {
      if (people(mount.point())
          && device(mount)
              .filter(device -> devices.disksUnder(device).contains(disk))
              .isPresent()) {
        points.add(mount.point());
      }
    }
    return points;
  }

  private List<Mount> mounts() {
    return MountTable.mounts(files.text("/proc/self/mountinfo", MOUNTINFO_LIMIT).orElse(""));
  }

  private Optional<Path> device(Mount mount) {
    return mount.device().startsWith("0:")
        ? devices.byNode(mount.source())
        : devices.byNumber(mount.device()).or(() -> devices.byNode(mount.source()));
  }

  /** Where desktops and people mount what they plug in. */
  private static boolean people(String point) {
    return point.startsWith("/media/")
        || point.startsWith("/run/media/")
        || point.startsWith("/mnt/");
  }
}
