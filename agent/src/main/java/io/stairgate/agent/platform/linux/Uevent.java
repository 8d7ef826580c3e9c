package io.stairgate.agent.platform.linux;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One message of the kernel about a device: {@code ACTION@DEVPATH}, zero byte, then {@code
 * KEY=VALUE} lines that end with a zero byte.
 *
 * @param action {@code add}, {@code remove}, {@code change}, {@code bind} and others
 * @param devicePath the device's folder below {@code /sys}, begins with {@code /devices/}
 * @param subsystem for example {@code usb}
 * @param deviceType for example {@code usb_device}; empty where there is none
 * @param mediaChange true where the kernel says that another medium lies in a drive
 */
record Uevent(
    String action, String devicePath, String subsystem, String deviceType, boolean mediaChange) {
  /** The kernel's own limit is 2,048 bytes. */
  static final int LIMIT = 16 * 1024;

  /** The message; empty where it is none of the kernel's, or malformed. */
  static Optional<Uevent> parse(byte[] bytes, int length) {
    if (length < 4 || length > Math.min(bytes.length, LIMIT) || bytes[length - 1] != 0) {
      return Optional.empty();
    }
    String text = new String(bytes, 0, length - 1, StandardCharsets.UTF_8);
    String action = "";
    String path = "";
    String subsystem = "";
    String type = "";
    boolean mediaChange = false;
    int headEnd = text.indexOf('\0');
    int at = headEnd + 1;
    if (headEnd < 3 || text.indexOf('@') < 1) {
      return Optional.empty();
    }
    while (at < text.length()) {
      int end = text.indexOf('\0', at);
      String line = text.substring(at, end < 0 ? text.length() : end);
      at = end < 0 ? text.length() : end + 1;
      int equals = line.indexOf('=');
      if (equals < 1) {
        return Optional.empty();
      }
      String value = line.substring(equals + 1);
      switch (line.substring(0, equals)) {
        case "ACTION" -> action = value;
        case "DEVPATH" -> path = value;
        case "SUBSYSTEM" -> subsystem = value;
        case "DEVTYPE" -> type = value;
        case "DISK_MEDIA_CHANGE" -> mediaChange = value.equals("1");
        default -> {}
      }
    }
    boolean headAgrees = text.startsWith(action + "@" + path + "\0");
    return headAgrees && !action.isEmpty() && !subsystem.isEmpty() && plausible(path)
        ? Optional.of(new Uevent(action, path, subsystem, type, mediaChange))
        : Optional.empty();
  }

  private static boolean plausible(String path) {
    return path.startsWith("/devices/") && !path.contains("/../") && !path.endsWith("/..");
  }

  /** The device's own name: the last part of its path. */
  String name() {
    return devicePath.substring(devicePath.lastIndexOf('/') + 1);
  }
}
