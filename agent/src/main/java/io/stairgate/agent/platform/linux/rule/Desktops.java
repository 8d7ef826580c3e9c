package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which desktops a person can choose at sign-in: the session files of the system. */
final class Desktops {
  private static final int SESSION_LIMIT = 64 * 1024;
  private static final List<String> FOLDERS =
      List.of(
          "/usr/share/wayland-sessions",
          "/usr/share/xsessions",
          "/usr/local/share/wayland-sessions",
          "/usr/local/share/xsessions");

  private Desktops() {}

  /**
   * Names of the desktops, in lower case, sorted; {@code gnome} and {@code plasma} stand for every
   * variant of theirs.
   */
  static Set<String> installed(RootFiles files) {
    Set<String> desktops = new TreeSet<>();
    for (String folder : FOLDERS) {
      for (String name : files.list(folder)) {
        if (name.endsWith(".desktop")) {
          desktops.add(
              desktop(
                  name.substring(0, name.length() - ".desktop".length()),
                  files.text(folder + "/" + name, SESSION_LIMIT).orElse("")));
        }
      }
    }
    return desktops;
  }

  /** The desktop of one session file: as it names itself, otherwise the file's name. */
  static String desktop(String fileName, String session) {
    for (String line : session.split("\n", 512)) {
      if (line.startsWith("DesktopNames=")) {
        for (String name : line.substring("DesktopNames=".length()).strip().split("[;:]", 16)) {
          if (name.equalsIgnoreCase("GNOME")) {
            return "gnome";
          }
          if (name.equalsIgnoreCase("KDE")) {
            return "plasma";
          }
        }
      }
    }
    String lower = fileName.toLowerCase(Locale.ROOT);
    if (lower.startsWith("plasma")) {
      return "plasma";
    }
    return lower.equals("gnome") || lower.startsWith("gnome-") ? "gnome" : lower;
  }
}
