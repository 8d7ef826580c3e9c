package io.stairgate.agent.platform.linux;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Walks from a block device down to the disks below it: encryption, logical volumes, RAID,
 * partitions.
 */
final class BlockDevices {
  /** Deeper than any real stack; a loop in a test root ends here. */
  private static final int DEEPEST = 16;

  private final RootFiles files;

  BlockDevices(RootFiles files) {
    this.files = files;
  }

  /** What a walk found below one device. */
  sealed interface Below {
    /**
     * Every way down passes encryption.
     *
     * @param kind for example {@code LUKS2}
     */
    record Crypt(String kind) implements Below {}

    /**
     * A disk was reached without passing encryption.
     *
     * @param disk its folder in sysfs
     */
    record Disk(Path disk) implements Below {}

    /**
     * The way down cannot be followed.
     *
     * @param reason stable code
     */
    record Lost(String reason) implements Below {}

    /** Memory, not a disk. */
    record Memory() implements Below {}
  }

  /** The folder of a device number {@code major:minor} in sysfs. */
  Optional<Path> byNumber(String number) {
    return RootFiles.real(files.path("/sys/dev/block/" + number));
  }

  /** The folder of a device node such as {@code /dev/mapper/home}. */
  Optional<Path> byNode(String node) {
    if (!node.startsWith("/dev/")) {
      return Optional.empty();
    }
    String name =
        RootFiles.real(files.path(node))
            .map(BlockDevices::name)
            .orElseGet(() -> node.substring(node.lastIndexOf('/') + 1));
    return name.isEmpty() || name.startsWith(".")
        ? Optional.empty()
        : RootFiles.real(files.path("/sys/class/block/" + name)).or(() -> byMapperName(name));
  }

  /**
   * {@code /dev/mapper/NAME} where the link itself is not there: device mapper keeps the name too.
   */
  private Optional<Path> byMapperName(String mapperName) {
    for (String candidate : files.list("/sys/class/block")) {
      if (candidate.startsWith("dm-")
          && files
              .attribute("/sys/class/block/" + candidate + "/dm/name")
              .filter(mapperName::equals)
              .isPresent()) {
        return RootFiles.real(files.path("/sys/class/block/" + candidate));
      }
    }
    return Optional.empty();
  }

  /** What lies below a device, given by its folder in sysfs. */
  Below below(Path device) {
    return below(device, 0);
  }

  private Below below(Path device, int depth) {
    if (depth > DEEPEST) {
      return new Below.Lost("disk-layout-not-understood");
    }
    String name = name(device);
    Optional<String> crypt =
        RootFiles.attribute(device.resolve("dm/uuid")).flatMap(BlockDevices::crypt);
    if (crypt.isPresent()) {
      return new Below.Crypt(crypt.get());
    }
    if (name.startsWith("zram") || name.startsWith("ram")) {
      return new Below.Memory();
    }
    if (name.startsWith("loop")) {
      return new Below.Lost("file-used-as-disk");
    }
    if (name.startsWith("nbd") || name.startsWith("rbd") || name.startsWith("drbd")) {
      return new Below.Lost("network-disk");
    }
    List<Path> slaves = slaves(device);
    Path disk = disk(device);
    if (slaves.isEmpty() && !disk.equals(device)) {
      slaves = slaves(disk);
    }
    if (slaves.isEmpty()) {
      return name.startsWith("dm-") || name.startsWith("md")
          ? new Below.Lost("disk-layout-not-understood")
          : new Below.Disk(disk);
    }
    Below result = new Below.Lost("disk-layout-not-understood");
    for (Path slave : slaves) {
      result = below(slave, depth + 1);
      if (!(result instanceof Below.Crypt)) {
        return result;
      }
    }
    return result;
  }

  /** Every disk, by its folder in sysfs, that a device stands on, encrypted or not. */
  Set<Path> disksUnder(Path device) {
    Set<Path> disks = new HashSet<>();
    collect(device, disks, 0);
    return disks;
  }

  private static void collect(Path device, Set<Path> disks, int depth) {
    if (depth > DEEPEST) {
      return;
    }
    List<Path> slaves = new ArrayList<>(slaves(device));
    Path disk = disk(device);
    if (!disk.equals(device)) {
      slaves.addAll(slaves(disk));
    }
    if (slaves.isEmpty()) {
      disks.add(disk);
    }
    for (Path slave : slaves) {
      collect(slave, disks, depth + 1);
    }
  }

  /**
   * The kind of encryption in a device mapper uuid such as {@code CRYPT-LUKS2-0f3c…-root}; empty
   * where it is none. VERITY and INTEGRITY carry the same prefix and hide nothing.
   */
  static Optional<String> crypt(String uuid) {
    if (!uuid.startsWith("CRYPT-")) {
      return Optional.empty();
    }
    int end = uuid.indexOf('-', "CRYPT-".length());
    String kind = uuid.substring("CRYPT-".length(), end < 0 ? uuid.length() : end);
    return switch (kind) {
      case "VERITY", "INTEGRITY", "SUBDEV", "TEMP", "" -> Optional.empty();
      default -> Optional.of(kind.length() > 16 ? kind.substring(0, 16) : kind);
    };
  }

  /** The whole disk of a partition; the device itself where it is no partition. */
  static Path disk(Path device) {
    Path parent = device.getParent();
    return parent != null && Files.exists(device.resolve("partition")) ? parent : device;
  }

  private static List<Path> slaves(Path device) {
    List<Path> slaves = new ArrayList<>();
    Path folder = device.resolve("slaves");
    for (String name : RootFiles.list(folder)) {
      RootFiles.real(folder.resolve(name)).ifPresent(slaves::add);
    }
    return slaves;
  }

  static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
