package io.stairgate.agent.platform.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses {@code /etc/fstab} (fstab(5)) and the two places that name where the laptop hibernates to.
 * Lines it cannot read are passed over.
 */
final class FsTab {
  private static final int MOST_LINES = 1024;

  private FsTab() {}

  /**
   * One line.
   *
   * @param node the device as a path below {@code /dev}
   * @param point where it is to be mounted; a word without meaning for swap
   * @param type for example {@code ext4}
   */
  record Entry(String node, String point, String type) {}

  /** The lines that name a block device. */
  static List<Entry> entries(String fstab) {
    List<Entry> entries = new ArrayList<>();
    for (String raw : fstab.split("\n", MOST_LINES)) {
      String line = raw.strip();
      String[] fields = line.split("[ \t]+", 6);
      if (!line.startsWith("#") && fields.length >= 3) {
        node(MountTable.unescape(fields[0]))
            .ifPresent(
                node -> entries.add(new Entry(node, MountTable.unescape(fields[1]), fields[2])));
      }
    }
    return entries;
  }

  /** The device that {@code resume=} of the kernel's command line names. */
  static Optional<String> resume(String commandLine) {
    Optional<String> last = Optional.empty();
    for (String word : commandLine.strip().split("[ \t\n]+", 512)) {
      if (word.startsWith("resume=")) {
        last = node(word.substring("resume=".length()));
      }
    }
    return last;
  }

  /** The device that {@code RESUME=} of initramfs-tools names; none for {@code none}. */
  static Optional<String> resumeOfInitramfs(String conf) {
    Optional<String> last = Optional.empty();
    for (String raw : conf.split("\n", MOST_LINES)) {
      String line = raw.strip();
      if (line.startsWith("RESUME=")) {
        last = node(unquote(line.substring("RESUME=".length())));
      }
    }
    return last;
  }

  /** {@code UUID=x} as the path of the link that udev makes for it. */
  private static Optional<String> node(String source) {
    if (source.startsWith("/dev/")) {
      return Optional.of(source);
    }
    int equals = source.indexOf('=');
    String value = unquote(source.substring(equals + 1));
    if (equals < 0 || value.isEmpty() || value.indexOf('/') >= 0 || value.startsWith(".")) {
      return Optional.empty();
    }
    return switch (source.substring(0, equals)) {
      case "UUID" -> Optional.of("/dev/disk/by-uuid/" + value);
      case "LABEL" -> Optional.of("/dev/disk/by-label/" + value);
      case "PARTUUID" -> Optional.of("/dev/disk/by-partuuid/" + value);
      case "PARTLABEL" -> Optional.of("/dev/disk/by-partlabel/" + value);
      default -> Optional.empty();
    };
  }

  private static String unquote(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }
}
