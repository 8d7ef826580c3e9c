package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.StorageSource;
import io.stairgate.agent.control.StorageSource.Reading.Places;
import io.stairgate.agent.control.StorageSource.Reading.Unreadable;
import io.stairgate.agent.platform.linux.BlockDevices.Below;
import io.stairgate.agent.platform.linux.MountTable.Mount;
import io.stairgate.agent.platform.linux.MountTable.Swap;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What this laptop keeps files on: the root, {@code /home}, swap, where it hibernates to, every
 * other file system on a fixed disk and those that {@code /etc/fstab} names without being mounted
 * now, each followed down to its disks. Nothing is guessed: what stands on no block device is
 * "unclear" where it is the root or the home, and left out elsewhere.
 */
final class DiskReader implements StorageSource {
  private static final int MOUNTINFO_LIMIT = 4 << 20;
  private static final int SWAPS_LIMIT = 64 * 1024;
  private static final int TEXT_LIMIT = 256 * 1024;

  /** Whose change may change what is read. */
  static final List<String> WATCHED =
      List.of("/etc/fstab", "/etc/crypttab", "/etc/initramfs-tools/conf.d/resume");

  private final RootFiles files;
  private final BlockDevices devices;

  DiskReader(RootFiles files) {
    this.files = files;
    this.devices = new BlockDevices(files);
  }

  @Override
  public Reading read() {
    return switch (files.read("/proc/self/mountinfo", MOUNTINFO_LIMIT)) {
      case FileText.Content content ->
          new Places(
              places(
                  MountTable.mounts(content.text()),
                  MountTable.swaps(files.text("/proc/swaps", SWAPS_LIMIT).orElse(""))));
      case FileText.Denied() -> new Unreadable("needs-administrator");
      case FileText.Missing() -> new Unreadable("no-list-of-mounts");
      case FileText.Failed() -> new Unreadable("no-list-of-mounts");
    };
  }

  private List<Place> places(List<Mount> mounts, List<Swap> swaps) {
    // By mount point, the last mount on a point wins: it covers the others.
    Map<String, Mount> byPoint = new TreeMap<>();
    for (Mount mount : mounts) {
      byPoint.put(mount.point(), mount);
    }
    List<Place> places = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Mount mount : byPoint.values()) {
      boolean mustCount = mount.point().equals("/") || mount.point().equals("/home");
      boolean fresh = seen.add(mount.device() + ' ' + mount.source());
      if (fresh || mustCount) {
        place(mount, mustCount).ifPresent(places::add);
      }
    }
    for (Swap swap : swaps) {
      places.add(swap(swap, byPoint));
    }
    Set<Path> counted = counted(byPoint, swaps);
    notMounted(counted).forEach(places::add);
    hibernation(counted).ifPresent(places::add);
    homesOfTheirOwn(mounts).ifPresent(places::add);
    return places;
  }

  private Set<Path> counted(Map<String, Mount> byPoint, List<Swap> swaps) {
    Set<Path> counted = new HashSet<>();
    byPoint.values().forEach(mount -> devicesOf(mount).ifPresent(counted::addAll));
    for (Swap swap : swaps) {
      if (!swap.file()) {
        devices.byNode(swap.path()).ifPresent(counted::add);
      }
    }
    return counted;
  }

  /** What the system is told to mount or to swap to, and does not now. */
  private List<Place> notMounted(Set<Path> counted) {
    List<Place> places = new ArrayList<>();
    for (FsTab.Entry entry : FsTab.entries(files.text("/etc/fstab", TEXT_LIMIT).orElse(""))) {
      Optional<Path> device = devices.byNode(entry.node());
      if (device.isPresent() && !startsTheSystem(entry.point()) && counted.add(device.get())) {
        String name =
            entry.type().equals("swap")
                ? "swap " + entry.node() + ", not in use now"
                : "file system " + entry.point() + ", not mounted now";
        Protection protection = protection(entry.type(), device.get(), false);
        places.add(new Place(name, protection));
      }
    }
    return places;
  }

  /** What is in memory is written there when the laptop hibernates. */
  private Optional<Place> hibernation(Set<Path> counted) {
    Optional<Path> device =
        files
            .attribute("/sys/power/resume")
            .filter(number -> !number.equals("0:0"))
            .flatMap(devices::byNumber)
            .or(
                () ->
                    FsTab.resume(files.text("/proc/cmdline", TEXT_LIMIT).orElse(""))
                        .flatMap(devices::byNode))
            .or(
                () ->
                    files
                        .text("/etc/initramfs-tools/conf.d/resume", TEXT_LIMIT)
                        .flatMap(FsTab::resumeOfInitramfs)
                        .flatMap(devices::byNode));
    return device
        .filter(counted::add)
        .map(
            found ->
                new Place(
                    "hibernation to " + BlockDevices.name(found),
                    protection("memory", found, true)));
  }

  /**
   * Home folders that are scrambled one by one. Told, and never enough: what lies beside them stays
   * open, and names and sizes do.
   */
  private Optional<Place> homesOfTheirOwn(List<Mount> mounts) {
    String how = "";
    if (files.exists("/.fscrypt") || files.exists("/home/.fscrypt")) {
      how = "fscrypt";
    } else if (files.exists("/home/.ecryptfs")
        || mounts.stream().anyMatch(mount -> mount.type().equals("ecryptfs"))) {
      how = "eCryptfs";
    }
    return how.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Place(
                "home folders",
                new Protection.LeftOut(
                    "some are scrambled one by one (" + how + "), the rest of the disk is not")));
  }

  private static boolean startsTheSystem(String point) {
    return point.equals("/boot") || point.startsWith("/boot/") || point.equals("/efi");
  }

  /**
   * Empty for what nobody would call a place where files are kept: the kernel's own file systems,
   * memory.
   */
  private Optional<Place> place(Mount mount, boolean mustCount) {
    String name = "file system " + mount.point();
    if (startsTheSystem(mount.point())) {
      return Optional.of(
          new Place(name, new Protection.LeftOut("starts the system, holds no files of people")));
    }
    Optional<List<Path>> below = devicesOf(mount);
    if (below.isEmpty()) {
      return mustCount
          ? Optional.of(
              new Place(
                  name,
                  new Protection.Unclear(noDisk(mount), mount.type() + " on " + mount.source())))
          : Optional.empty();
    }
    Protection protection = new Protection.LeftOut("no disk");
    for (Path device : below.get()) {
      protection = protection(mount.type(), device, mustCount);
      if (!(protection instanceof Protection.Encrypted)) {
        break;
      }
    }
    // Programs that come as a file (snap) are mounted through loop devices, dozens of them.
    return protection instanceof Protection.LeftOut(String why)
            && why.equals("a file used as a disk")
        ? Optional.empty()
        : Optional.of(new Place(name, protection));
  }

  /** The block devices of a mount; empty where it stands on none. */
  private Optional<List<Path>> devicesOf(Mount mount) {
    if (!mount.device().startsWith("0:")) {
      return devices
          .byNumber(mount.device())
          .or(() -> devices.byNode(mount.source()))
          .map(List::of);
    }
    // btrfs and its like have a number of their own that names no device: by the name of the
    // source, and for btrfs
    // by all its members.
    if (!mount.type().equals("btrfs") && !mount.type().equals("bcachefs")) {
      return Optional.empty();
    }
    return devices.byNode(mount.source()).map(this::membersOfBtrfs);
  }

  private List<Path> membersOfBtrfs(Path device) {
    for (String uuid : files.list("/sys/fs/btrfs")) {
      Path folder = files.path("/sys/fs/btrfs/" + uuid + "/devices");
      List<String> names = RootFiles.list(folder);
      if (names.contains(BlockDevices.name(device))) {
        List<Path> members = new ArrayList<>();
        for (String name : names) {
          RootFiles.real(folder.resolve(name)).ifPresent(members::add);
        }
        return members;
      }
    }
    return List.of(device);
  }

  private Protection protection(String type, Path device, boolean mustCount) {
    String on = type + " on " + BlockDevices.name(device);
    return switch (devices.below(device)) {
      case Below.Crypt(String kind) -> new Protection.Encrypted(on + ", " + kind);
      case Below.Memory() -> new Protection.LeftOut("memory");
      case Below.Lost(String reason) ->
          !mustCount && reason.equals("file-used-as-disk")
              ? new Protection.LeftOut("a file used as a disk")
              : new Protection.Unclear(reason, on);
      case Below.Disk(Path disk) ->
          !mustCount && Portable.kind(disk).isPresent()
              ? new Protection.LeftOut("a removable disk")
              : new Protection.Plain(on);
    };
  }

  private Place swap(Swap swap, Map<String, Mount> byPoint) {
    if (swap.file()) {
      Mount under = under(swap.path(), byPoint);
      return new Place(
          "swap file " + swap.path(),
          new Protection.LeftOut(
              "counted with " + (under == null ? "its file system" : under.point())));
    }
    String name = "swap " + swap.path();
    return devices
        .byNode(swap.path())
        .map(device -> new Place(name, protection("swap", device, true)))
        .orElseGet(
            () ->
                new Place(name, new Protection.Unclear("disk-layout-not-understood", swap.path())));
  }

  private static @org.jspecify.annotations.Nullable Mount under(
      String path, Map<String, Mount> byPoint) {
    Mount best = null;
    for (Mount mount : byPoint.values()) {
      boolean covers = mount.point().equals("/") || path.startsWith(mount.point() + "/");
      if (covers && (best == null || mount.point().length() > best.point().length())) {
        best = mount;
      }
    }
    return best;
  }

  /** Why the root or the home stands on no disk that could be looked at. */
  private static String noDisk(Mount mount) {
    return switch (mount.type()) {
      case "overlay", "aufs" -> "layered-file-system";
      case "zfs" -> "zfs-not-looked-into";
      case "nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "ceph", "fuse.sshfs", "afs" ->
          "network-file-system";
      case "tmpfs", "ramfs" ->
          mount.point().equals("/home") ? "home-not-visible" : "runs-from-memory";
      default -> "no-disk-visible";
    };
  }
}
