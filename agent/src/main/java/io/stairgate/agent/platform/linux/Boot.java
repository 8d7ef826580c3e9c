package io.stairgate.agent.platform.linux;

import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.platform.linux.file.RootFiles;

/** What the kernel says of this start of the system and of this process. */
final class Boot {
  private Boot() {}

  /** {@code /proc/sys/kernel/random/boot_id} and {@code /proc/uptime}, which counts sleep too. */
  static BootTime read(RootFiles files) {
    return new BootTime(
        id(files), files.attribute("/proc/uptime").map(Boot::milliseconds).orElse(0L));
  }

  /** Names this start of the system; empty where the kernel does not say. */
  static String id(RootFiles files) {
    return files
        .attribute("/proc/sys/kernel/random/boot_id")
        .filter(id -> id.length() <= 64)
        .orElse("");
  }

  /**
   * The first number of {@code /proc/uptime}, for example {@code 350735.47}, in milliseconds; 0 for
   * anything else.
   */
  static long milliseconds(String uptime) {
    long value = 0;
    int decimals = -1;
    for (int i = 0; i < uptime.length() && decimals < 3; i++) {
      char c = uptime.charAt(i);
      if (c == '.' && decimals < 0) {
        decimals = 0;
      } else if (c >= '0' && c <= '9' && value < Long.MAX_VALUE / 1_000_000) {
        value = value * 10 + (c - '0');
        decimals = decimals < 0 ? decimals : decimals + 1;
      } else if (c == ' ') {
        break;
      } else {
        return 0;
      }
    }
    for (int i = Math.max(decimals, 0); i < 3; i++) {
      value *= 10;
    }
    return value;
  }

  /**
   * True where this process acts as root: the second number of {@code Uid:} in {@code
   * /proc/self/status}.
   */
  static boolean administrator(RootFiles files) {
    for (String line : files.text("/proc/self/status", 64 * 1024).orElse("").split("\n", 256)) {
      if (line.startsWith("Uid:")) {
        String[] ids = line.split("\\s+", 5);
        return ids.length > 2 && ids[2].equals("0");
      }
    }
    return false;
  }
}
