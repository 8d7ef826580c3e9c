package io.stairgate.agent.platform.linux;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;

/** A folder made to look like a Linux system, with sysfs's real layout of folders and links. */
final class FakeLinux {
  static final String CONTROLLER = "/sys/devices/pci0000:00/0000:00:14.0";

  private final Path root;

  FakeLinux(Path root) {
    this.root = root;
    file("/proc/sys/kernel/random/boot_id", "0f3c2a52-1111-4222-8333-444455556666\n");
    file("/proc/uptime", "350735.47 234388.90\n");
    file("/proc/self/mountinfo", "");
    folder("/sys/bus/usb/devices");
    folder("/sys/class/block");
    folder("/sys/dev/block");
    folder("/dev");
  }

  Path root() {
    return root;
  }

  RootFiles files() {
    return new RootFiles(root);
  }

  Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  FakeLinux folder(String absolute) {
    try {
      Files.createDirectories(path(absolute));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  FakeLinux file(String absolute, String text) {
    return bytes(absolute, text.getBytes(StandardCharsets.UTF_8));
  }

  FakeLinux bytes(String absolute, byte[] bytes) {
    try {
      Path file = path(absolute);
      Files.createDirectories(parent(file));
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  FakeLinux resource(String absolute, String name) {
    try (var in = FakeLinux.class.getResourceAsStream(name)) {
      return bytes(absolute, Objects.requireNonNull(in, name).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FakeLinux link(String absolute, String target) {
    try {
      Path link = path(absolute);
      Files.createDirectories(parent(link));
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, parent(link).relativize(path(target)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  String text(String absolute) {
    try {
      return Files.readString(path(absolute)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean exists(String absolute) {
    return Files.exists(path(absolute));
  }

  // --- Block devices ----------------------------------------------------------------------------

  /**
   * A whole disk, for example {@code disk("/sys/devices/pci0000:00/0000:00:1f.2/ata1", "sda",
   * "8:0")}.
   */
  FakeLinux disk(String parent, String name, String number) {
    String folder = parent + "/block/" + name;
    block(folder, name, number);
    file(folder + "/size", "1000\n").folder(folder + "/slaves");
    return this;
  }

  FakeLinux partition(String diskFolder, String name, String number) {
    String folder = diskFolder + "/" + name;
    block(folder, name, number);
    return file(folder + "/partition", "1\n");
  }

  /** A device mapper device on others. */
  FakeLinux mapper(String name, String number, String uuid, String mapperName, String... slaves) {
    String folder = "/sys/devices/virtual/block/" + name;
    block(folder, name, number);
    file(folder + "/dm/uuid", uuid + "\n").file(folder + "/dm/name", mapperName + "\n");
    link("/dev/mapper/" + mapperName, "/dev/" + name);
    folder(folder + "/slaves");
    for (String slave : slaves) {
      link(folder + "/slaves/" + slave.substring(slave.lastIndexOf('/') + 1), slave);
    }
    return this;
  }

  private void block(String folder, String name, String number) {
    folder(folder);
    file(folder + "/dev", number + "\n").file(folder + "/uevent", "");
    link("/sys/class/block/" + name, folder).link("/sys/dev/block/" + number, folder);
    file("/dev/" + name, "");
  }

  // --- USB --------------------------------------------------------------------------------------

  /** A root hub as a kernel starts that nobody told anything. */
  FakeLinux rootHub(int bus) {
    String folder = CONTROLLER + "/usb" + bus;
    file(folder + "/authorized_default", "1\n");
    file(folder + "/interface_authorized_default", "1\n");
    file("/sys/module/usbcore/parameters/authorized_default", "-1\n");
    file("/sys/bus/usb/drivers_probe", "");
    return link("/sys/bus/usb/devices/usb" + bus, folder);
  }

  /** Plugs a device in; whether it is let in is what the root hub's default says. */
  FakeLinux plug(String name, int number, byte[] descriptors, String serial) {
    String folder = usbFolder(name);
    int bus = Integer.parseInt(name.substring(0, name.indexOf('-')));
    file(
        folder + "/authorized",
        text(CONTROLLER + "/usb" + bus + "/authorized_default").equals("0") ? "0\n" : "1\n");
    file(folder + "/devnum", number + "\n");
    bytes(folder + "/descriptors", descriptors);
    if (descriptors.length >= 12) {
      file(folder + "/idVendor", hex(descriptors, 8) + "\n");
      file(folder + "/idProduct", hex(descriptors, 10) + "\n");
    }
    if (!serial.isEmpty()) {
      file(folder + "/serial", serial + "\n");
    }
    file(folder + "/product", "Test device\n").file(folder + "/removable", "removable\n");
    String node = "bus/usb/%03d/%03d".formatted(bus, number);
    file(folder + "/uevent", "MAJOR=189\nDEVNAME=" + node + "\nDEVTYPE=usb_device\n");
    file("/dev/" + node, "");
    return link("/sys/bus/usb/devices/" + name, folder);
  }

  FakeLinux usbInterface(String device, int number, String kind) {
    String name = device + ":1." + number;
    String folder = usbFolder(device) + "/" + name;
    file(folder + "/authorized", "1\n").file(folder + "/bInterfaceClass", kind + "\n");
    file(folder + "/bInterfaceNumber", "%02x\n".formatted(number));
    return link("/sys/bus/usb/devices/" + name, folder);
  }

  FakeLinux unplug(String name) {
    try {
      Files.delete(path("/sys/bus/usb/devices/" + name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  boolean authorized(String name) {
    return text("/sys/bus/usb/devices/" + name + "/authorized").equals("1");
  }

  static String usbFolder(String name) {
    int dash = name.indexOf('-');
    StringBuilder folder = new StringBuilder(CONTROLLER + "/usb" + name.substring(0, dash));
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      folder.append('/').append(name, 0, dot);
    }
    return folder.append('/').append(name).toString();
  }

  private static String hex(byte[] bytes, int at) {
    return HexFormat.of().toHexDigits(bytes[at + 1]) + HexFormat.of().toHexDigits(bytes[at]);
  }
}
