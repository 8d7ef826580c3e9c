package io.stairgate.agent.platform.linux;

import com.sun.jna.LastErrorException;
import io.stairgate.agent.platform.linux.UsbTree.Device;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Carries decisions about media out: in sysfs, at the nodes under {@code /dev}, at mounts. One
 * thread at a time.
 */
final class MediaEffects {
  private static final Logger LOG = Logger.getLogger(MediaEffects.class.getName());
  private static final String DRIVERS_PROBE = "/sys/bus/usb/drivers_probe";
  private static final String MMC_DRIVER = "/sys/bus/mmc/drivers/mmcblk/";

  private final RootFiles files;
  private final UsbTree tree;
  private final SystemDisks systemDisks;
  private final NodeGuard nodes = new NodeGuard();

  MediaEffects(RootFiles files, UsbTree tree, SystemDisks systemDisks) {
    this.files = files;
    this.tree = tree;
    this.systemDisks = systemDisks;
  }

  NodeGuard nodes() {
    return nodes;
  }

  /** Shuts a device as a whole; true where no driver and no person can use it now. */
  boolean shut(Device device) {
    boolean shut = true;
    if (RootFiles.attribute(device.folder().resolve("authorized")).filter("0"::equals).isEmpty()) {
      for (Path disk : disksOf(device)) {
        flush(disk);
      }
      shut = tree.authorize(device, false);
    }
    Optional<Path> node = tree.node(device);
    return (node.isEmpty() || nodes.close(node.get())) && shut;
  }

  /**
   * Lets a device in and keeps some of its interfaces shut; true where they are. The interfaces of
   * a device that is let in start shut for that moment, so that no driver comes first.
   */
  boolean shutPart(Device device, List<Integer> parts) {
    if (tree.read(device.name()).filter(Device::authorized).isPresent()) {
      boolean shut = true;
      for (String part : tree.interfaces(device.name())) {
        shut &= !isOneOf(part, parts) || writeInterface(part, "0");
      }
      return shut;
    }
    String hub = "usb" + device.name().substring(0, device.name().indexOf('-'));
    Path start = files.path(KernelGate.hubFile(hub, "interface_authorized_default"));
    String was = RootFiles.attribute(start).orElse("1");
    boolean shut = RootFiles.write(start, "0") && tree.authorize(device, true);
    for (String part : tree.interfaces(device.name())) {
      if (isOneOf(part, parts)) {
        shut &= writeInterface(part, "0");
      } else {
        letInInterface(part);
      }
    }
    RootFiles.write(start, was);
    if (!shut) {
      tree.authorize(device, false);
    }
    return shut;
  }

  /** Lets interfaces in that a neighbour's {@link #shutPart} caught in passing. */
  void letInInterfaces(Device device, List<Integer> exceptParts) {
    for (String part : tree.interfaces(device.name())) {
      boolean off =
          files.attribute(interfaceFile(part, "authorized")).filter("0"::equals).isPresent();
      if (off && !isOneOf(part, exceptParts)) {
        letInInterface(part);
      }
    }
  }

  /** Lets one interface in and has a driver looked for. */
  boolean letInInterface(String name) {
    boolean in = writeInterface(name, "1");
    RootFiles.write(files.path(DRIVERS_PROBE), name);
    return in;
  }

  boolean writeInterface(String name, String value) {
    Path file = files.path(interfaceFile(name, "authorized"));
    return RootFiles.write(file, value)
        && RootFiles.attribute(file).filter(value::equals).isPresent();
  }

  boolean isStorage(String interfaceName) {
    String kind = files.attribute(interfaceFile(interfaceName, "bInterfaceClass")).orElse("");
    return kind.equals("08") || kind.equals("06");
  }

  private boolean isOneOf(String interfaceName, List<Integer> numbers) {
    String number = files.attribute(interfaceFile(interfaceName, "bInterfaceNumber")).orElse("");
    for (Integer each : numbers) {
      if (String.format("%02x", each).equals(number)) {
        return true;
      }
    }
    return false;
  }

  private static String interfaceFile(String name, String attribute) {
    return UsbTree.DEVICES + "/" + name + "/" + attribute;
  }

  /** The disks that hang on a USB device, by their real folders. */
  List<Path> disksOf(Device device) {
    List<Path> disks = new ArrayList<>();
    for (Path disk : disks()) {
      if (disk.startsWith(device.folder())) {
        disks.add(disk);
      }
    }
    return disks;
  }

  /** Every whole disk, by its real folder. */
  List<Path> disks() {
    List<Path> disks = new ArrayList<>();
    for (String name : files.list("/sys/class/block")) {
      RootFiles.real(files.path("/sys/class/block/" + name))
          .filter(folder -> BlockDevices.disk(folder).equals(folder))
          .ifPresent(disks::add);
    }
    return disks;
  }

  /**
   * Writes out and unmounts what a person has mounted from a disk, so that shutting it loses
   * nothing. Returns true where something was mounted. Where the agent has a mount namespace of its
   * own the unmounting stays in there; the data is written out all the same, and the desktop clears
   * up the mount when the disk goes.
   */
  boolean flush(Path disk) {
    List<String> points = systemDisks.mountsOf(disk);
    if (points.isEmpty() || !files.live()) {
      return !points.isEmpty();
    }
    LibC.sync();
    for (String point : points) {
      try {
        LibC.umount2(point, LibC.MNT_DETACH | LibC.UMOUNT_NOFOLLOW);
      } catch (LastErrorException e) {
        LOG.log(
            Level.WARNING,
            "a medium could not be unmounted before it was shut: error {0}",
            e.getErrorCode());
      }
    }
    return true;
  }

  /**
   * Closes the nodes of a disk and its partitions to everybody but root. A mounted memory card is
   * taken from its driver too: its mount would go on otherwise.
   */
  boolean closeDisk(Path disk) {
    boolean closed = true;
    for (Path node : nodesOf(disk)) {
      closed &= nodes.close(node);
    }
    if (flush(disk) && BlockDevices.name(disk).startsWith("mmcblk")) {
      Optional<Path> card = RootFiles.real(disk.resolve("device"));
      closed &=
          card.isPresent()
              && RootFiles.write(files.path(MMC_DRIVER + "unbind"), BlockDevices.name(card.get()));
    }
    return closed;
  }

  /** The nodes of a disk and its partitions. */
  List<Path> nodesOf(Path disk) {
    List<Path> found = new ArrayList<>();
    String name = BlockDevices.name(disk);
    found.add(node(name));
    for (String part : RootFiles.list(disk)) {
      if (part.startsWith(name) && Files.exists(disk.resolve(part).resolve("partition"))) {
        found.add(node(part));
      }
    }
    return found;
  }

  /** The node of a block device; the kernel writes a slash in a name as an exclamation mark. */
  Path node(String name) {
    return files.path("/dev/" + name.replace('!', '/'));
  }

  /**
   * Has udev look at a device again, so that its rule applies, or no longer does, to what is
   * already there: the device, its partitions, and the second node of a disc drive ({@code
   * /dev/sg0}). As an "add", because only then do udev's own rules set group and mode of a node.
   */
  void lookAgain(Path folder) {
    RootFiles.write(folder.resolve("uevent"), "add");
    String name = BlockDevices.name(folder);
    for (String part : RootFiles.list(folder)) {
      if (part.startsWith(name) && Files.exists(folder.resolve(part).resolve("partition"))) {
        RootFiles.write(folder.resolve(part).resolve("uevent"), "add");
      }
    }
    Path generic = folder.resolve("device").resolve("scsi_generic");
    for (String second : RootFiles.list(generic)) {
      RootFiles.write(generic.resolve(second).resolve("uevent"), "add");
    }
  }

  /**
   * Lets in again every device and interface that was not shut before us, and gives cards back to
   * their driver.
   *
   * @return what could not be let in, one sentence each
   */
  List<String> letInAll(Before before) {
    List<String> failed = new ArrayList<>();
    for (String name : tree.devices()) {
      Optional<Device> device = tree.read(name);
      if (device.isPresent()
          && !device.get().authorized()
          && !Integer.valueOf(device.get().number()).equals(before.off().get(name))
          && !tree.authorize(device.get(), true)) {
        failed.add(
            "The device at usb "
                + name
                + " could not be let in again. Unplug it and plug it in again.");
      }
      for (String part : tree.interfaces(name)) {
        boolean off =
            files.attribute(interfaceFile(part, "authorized")).filter("0"::equals).isPresent();
        boolean ours = !before.offInterfaces().containsKey(part);
        if (off && ours && !letInInterface(part)) {
          failed.add(
              "A part of the device at usb "
                  + name
                  + " could not be let in again. Unplug it and plug it in again.");
        }
      }
    }
    for (String card : files.list("/sys/bus/mmc/devices")) {
      if (!files.exists("/sys/bus/mmc/devices/" + card + "/driver")) {
        RootFiles.write(files.path(MMC_DRIVER + "bind"), card);
      }
    }
    nodes.putBack();
    return failed;
  }
}
