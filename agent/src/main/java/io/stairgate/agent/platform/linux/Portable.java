package io.stairgate.agent.platform.linux;

import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells from where a disk hangs in sysfs whether it is one that is carried in and out, and which
 * kind.
 */
final class Portable {
  private Portable() {}

  /**
   * The kind of medium; empty for a disk that is part of the laptop. The same tests as in the udev
   * rule.
   *
   * @param disk the disk's folder in sysfs, its real path
   */
  static Optional<MediumKind> kind(Path disk) {
    String name = BlockDevices.name(disk);
    if (name.startsWith("sr") || name.startsWith("pktcdvd")) {
      return Optional.of(MediumKind.OPTICAL);
    }
    if (name.startsWith("mspblk") || name.startsWith("ms_block")) {
      return Optional.of(MediumKind.SD_CARD);
    }
    if (name.startsWith("fd") && name.length() > 2 && Character.isDigit(name.charAt(2))) {
      return Optional.of(MediumKind.REMOVABLE_DISK);
    }
    if (name.startsWith("mmcblk")) {
      // A soldered-in disk is of type MMC.
      return RootFiles.attribute(disk.resolve("device/type"))
              .filter(type -> type.startsWith("SD"))
              .isPresent()
          ? Optional.of(MediumKind.SD_CARD)
          : Optional.empty();
    }
    if (usbDevice(disk).isPresent()) {
      return Optional.of(MediumKind.USB_STORAGE);
    }
    for (Path above = disk.getParent();
        above != null && above.getNameCount() > 1;
        above = above.getParent()) {
      String folder = BlockDevices.name(above);
      if (folder.startsWith("fw") && folder.length() > 2 && Character.isDigit(folder.charAt(2))) {
        return Optional.of(MediumKind.REMOVABLE_DISK);
      }
      if (folder.indexOf(':') > 0
          && RootFiles.attribute(above.resolve("removable"))
              .filter("removable"::equals)
              .isPresent()) {
        return Optional.of(MediumKind.REMOVABLE_DISK);
      }
    }
    return Optional.empty();
  }

  /** The USB device a disk hangs on, by its folder in sysfs: the nearest one above. */
  static Optional<Path> usbDevice(Path disk) {
    for (Path above = disk.getParent(); above != null; above = above.getParent()) {
      if (UsbTree.isDeviceName(BlockDevices.name(above))) {
        return Optional.of(above);
      }
    }
    return Optional.empty();
  }
}
