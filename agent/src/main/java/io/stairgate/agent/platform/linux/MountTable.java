package io.stairgate.agent.platform.linux;

import java.util.ArrayList;
import java.util.List;

/**
 * Parses {@code /proc/self/mountinfo} (proc(5)) and {@code /proc/swaps}. Lines it cannot read are
 * passed over.
 */
final class MountTable {
  /** A laptop has some dozens; container hosts have thousands. */
  private static final int MOST_LINES = 8192;

  private MountTable() {}

  /**
   * One mount.
   *
   * @param device {@code major:minor}; {@code 0:…} where the file system stands on no block device
   *     of its own
   * @param point where it is mounted
   * @param type for example {@code ext4}
   * @param source for example {@code /dev/mapper/root}
   * @param options of this mount, for example {@code ro,nosuid}
   */
  record Mount(String device, String point, String type, String source, List<String> options) {}

  /**
   * One swap space.
   *
   * @param path a device or a file
   * @param file true for a file
   */
  record Swap(String path, boolean file) {}

  static List<Mount> mounts(String mountinfo) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : mountinfo.split("\n", MOST_LINES)) {
      String[] fields = line.split(" ", 64);
      int dash = 6;
      while (dash < fields.length && !fields[dash].equals("-")) {
        dash++;
      }
      if (dash + 2 < fields.length && device(fields[2])) {
        mounts.add(
            new Mount(
                fields[2],
                unescape(fields[4]),
                fields[dash + 1],
                unescape(fields[dash + 2]),
                List.of(fields[5].split(",", 64))));
      }
    }
    return mounts;
  }

  static List<Swap> swaps(String swaps) {
    List<Swap> spaces = new ArrayList<>();
    String[] lines = swaps.split("\n", 256);
    for (int i = 1; i < lines.length; i++) {
      String[] fields = lines[i].strip().split("\\s+", 6);
      if (fields.length >= 2 && fields[0].startsWith("/")) {
        spaces.add(new Swap(unescape(fields[0]), fields[1].equals("file")));
      }
    }
    return spaces;
  }

  private static boolean device(String number) {
    int colon = number.indexOf(':');
    return colon > 0
        && colon < number.length() - 1
        && number.length() < 24
        && number.chars().allMatch(c -> c == ':' || (c >= '0' && c <= '9'));
  }

  /** The kernel writes space, tab, line end and backslash as three octal digits. */
  static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && i + 3 < text.length() && octal(text, i + 1)) {
        plain.append((char) Integer.parseInt(text, i + 1, i + 4, 8));
        i += 3;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }

  private static boolean octal(String text, int at) {
    for (int i = at; i < at + 3; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '7') {
        return false;
      }
    }
    return true;
  }
}
