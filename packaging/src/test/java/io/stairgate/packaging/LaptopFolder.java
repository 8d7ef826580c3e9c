package io.stairgate.packaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A folder made to look like a Linux laptop with one USB controller, for an agent's {@code --root}.
 */
final class LaptopFolder {
  private static final String HUB = "/sys/devices/pci0000:00/0000:00:14.0/usb1";

  /** A SanDisk stick's descriptors, byte for byte. */
  private static final byte[] STICK =
      HexFormat.of()
          .parseHex(
              "120100020000004081076755270101020301"
                  + "0902200001010080640904000002080650000705810200020007050202000200");

  private final Path root;

  LaptopFolder(Path root) throws IOException {
    this.root = root;
    file("/proc/sys/kernel/random/boot_id", "0f3c2a52-1111-4222-8333-444455556666\n");
    file("/proc/uptime", "350735.47 234388.90\n");
    file("/proc/self/mountinfo", "");
    file("/proc/self/status", "Name:\tjava\nUid:\t0\t0\t0\t0\n");
    file("/etc/os-release", "NAME=\"Debian GNU/Linux\"\nVERSION=\"12 (bookworm)\"\n");
    file("/sys/class/dmi/id/sys_vendor", "LENOVO\n");
    file("/sys/class/dmi/id/product_version", "ThinkPad L14 Gen 4\n");
    for (String folder :
        new String[] {"/sys/class/block", "/sys/dev/block", "/dev", "/run", "/tmp"}) {
      Files.createDirectories(path(folder));
    }
    file(HUB + "/authorized_default", "1\n");
    file(HUB + "/interface_authorized_default", "1\n");
    file("/sys/module/usbcore/parameters/authorized_default", "-1\n");
    file("/sys/bus/usb/drivers_probe", "");
    link("/sys/bus/usb/devices/usb1", HUB);
  }

  Path root() {
    return root;
  }

  /** A memory stick in the first socket; the agent finds it when it starts. */
  void plugStick(String serial) throws IOException {
    String folder = HUB + "/1-1";
    file(folder + "/authorized", Files.readString(path(HUB + "/authorized_default")));
    file(folder + "/devnum", "5\n");
    Files.write(path(folder + "/descriptors"), STICK);
    file(folder + "/idVendor", "0781\n");
    file(folder + "/idProduct", "5567\n");
    file(folder + "/serial", serial + "\n");
    file(folder + "/manufacturer", "SanDisk\n");
    file(folder + "/product", "Cruzer Blade\n");
    file(folder + "/removable", "removable\n");
    file(folder + "/uevent", "MAJOR=189\nDEVNAME=bus/usb/001/005\nDEVTYPE=usb_device\n");
    file("/dev/bus/usb/001/005", "");
    link("/sys/bus/usb/devices/1-1", folder);
  }

  private void file(String absolute, String text) throws IOException {
    Path file = path(absolute);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private void link(String absolute, String target) throws IOException {
    Path link = path(absolute);
    Files.createDirectories(Objects.requireNonNull(link.getParent()));
    Files.deleteIfExists(link);
    Files.createSymbolicLink(
        link, Objects.requireNonNull(link.getParent()).relativize(path(target)));
  }

  private Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }
}
