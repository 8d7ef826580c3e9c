package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.UsbDescription;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The USB devices in sysfs: reads them, and writes the one file that lets a device in or shuts it.
 */
final class UsbTree {
  static final String DEVICES = "/sys/bus/usb/devices";

  private final RootFiles files;

  UsbTree(RootFiles files) {
    this.files = files;
  }

  /**
   * One device as it is now.
   *
   * @param name for example {@code 1-4.2}
   * @param folder its real folder in sysfs
   * @param number its number on the bus, another one after each plug; -1 where it is not known
   * @param authorized whether drivers may bind to it
   * @param builtIn whether the firmware says it cannot be unplugged
   * @param description what its descriptors say; empty where they cannot be understood
   */
  record Device(
      String name,
      Path folder,
      int number,
      boolean authorized,
      boolean builtIn,
      Optional<UsbDescription> description) {}

  /**
   * Who a device says it is. Read apart from {@link Device}, because no decision waits for it.
   *
   * @param vendorId four hexadecimal digits, or empty
   * @param productId the same
   * @param serial as the device gives it, or empty
   * @param title maker and product as the device gives them, or empty
   * @param sha256 over the raw descriptors, hexadecimal; empty where they cannot be read
   */
  record Identity(String vendorId, String productId, String serial, String title, String sha256) {}

  /**
   * Names of the devices that are plugged in now, parents before their children; root hubs are not
   * among them.
   */
  List<String> devices() {
    List<String> names = new ArrayList<>();
    for (String name : files.list(DEVICES)) {
      if (isDeviceName(name)) {
        names.add(name);
      }
    }
    // A child's name is its parent's and one more part.
    names.sort((a, b) -> a.length() != b.length() ? a.length() - b.length() : a.compareTo(b));
    return names;
  }

  /** Names of the root hubs, one per half of a controller. */
  List<String> rootHubs() {
    List<String> names = new ArrayList<>();
    for (String name : files.list(DEVICES)) {
      if (isRootHub(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /**
   * Names of the interfaces of a device: those of its active configuration, none while it is shut.
   */
  List<String> interfaces(String device) {
    List<String> names = new ArrayList<>();
    for (String name : files.list(DEVICES)) {
      if (name.startsWith(device)
          && name.length() > device.length()
          && name.charAt(device.length()) == ':') {
        names.add(name);
      }
    }
    return names;
  }

  /** Reads a device; empty where it is gone. */
  Optional<Device> read(String name) {
    Optional<Path> real = RootFiles.real(files.path(DEVICES + "/" + name));
    if (!isDeviceName(name) || real.isEmpty()) {
      return Optional.empty();
    }
    Path folder = real.get();
    Optional<String> authorized = RootFiles.attribute(folder.resolve("authorized"));
    if (authorized.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Device(
            name,
            folder,
            number(RootFiles.attribute(folder.resolve("devnum")).orElse("")),
            !authorized.get().equals("0"),
            builtIn(name),
            Descriptors.parse(descriptors(folder))));
  }

  private static byte[] descriptors(Path folder) {
    return RootFiles.read(folder.resolve("descriptors"), Descriptors.LIMIT)
            instanceof FileText.Content content
        ? content.bytes()
        : new byte[0];
  }

  /** Reads who a device says it is; every part is empty where it is gone. */
  static Identity identity(Device device) {
    Path folder = device.folder();
    byte[] raw = descriptors(folder);
    String maker = RootFiles.attribute(folder.resolve("manufacturer")).orElse("");
    String product = RootFiles.attribute(folder.resolve("product")).orElse("");
    return new Identity(
        id(folder, "idVendor"),
        id(folder, "idProduct"),
        RootFiles.attribute(folder.resolve("serial")).orElse(""),
        (maker + " " + product).strip(),
        raw.length == 0 ? "" : sha256(raw));
  }

  /**
   * Built in, as the firmware says of a port of the controller itself; a hub's word for the ports
   * behind it counts only where the hub is built in itself.
   */
  private boolean builtIn(String name) {
    boolean fixed =
        files.attribute(DEVICES + "/" + name + "/removable").filter("fixed"::equals).isPresent();
    int dot = name.lastIndexOf('.');
    return fixed && (dot < 0 || builtIn(name.substring(0, dot)));
  }

  /** Lets a device in or shuts it; false where the system refused. */
  boolean authorize(Device device, boolean in) {
    Path file = device.folder().resolve("authorized");
    String value = in ? "1" : "0";
    return RootFiles.write(file, value)
        && RootFiles.attribute(file).filter(value::equals).isPresent();
  }

  /**
   * The node programs speak to a device through, {@code /dev/bus/usb/BBB/DDD}; empty where it has
   * none.
   */
  Optional<Path> node(Device device) {
    for (String line :
        RootFiles.attribute(device.folder().resolve("uevent")).orElse("").split("\n", 64)) {
      if (line.startsWith("DEVNAME=bus/usb/") && !line.contains("..")) {
        return Optional.of(files.path("/dev/" + line.substring("DEVNAME=".length()).strip()));
      }
    }
    return Optional.empty();
  }

  /**
   * True for the name of a device such as {@code 1-4.2}; false for a root hub ({@code usb1}) and an
   * interface.
   */
  static boolean isDeviceName(String name) {
    int dash = name.indexOf('-');
    if (dash <= 0 || dash == name.length() - 1 || name.length() > 40) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (!digit && i != dash && (c != '.' || i < dash)) {
        return false;
      }
    }
    return true;
  }

  /** True for the name of a root hub such as {@code usb1}. */
  static boolean isRootHub(String name) {
    return name.length() > 3
        && name.length() < 16
        && name.startsWith("usb")
        && name.chars().skip(3).allMatch(c -> c >= '0' && c <= '9');
  }

  private static String id(Path folder, String attribute) {
    String id = RootFiles.attribute(folder.resolve(attribute)).orElse("");
    return id.length() == 4 && id.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)
        ? id.toLowerCase(java.util.Locale.ROOT)
        : "";
  }

  static int number(String digits) {
    if (digits.isEmpty() || digits.length() > 9) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
