package io.stairgate.agent.platform.linux.rule;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Reads the paragraphs that dpkg and apt keep of packages ({@code /var/lib/dpkg/status}, apt's
 * lists, {@code extended_states}), one after the other, and of each the few fields that are asked
 * for.
 */
final class PackageList {
  /** A desktop's status has 8 MB, the list of an archive 60 MB. */
  private static final long LIMIT = 160L << 20;

  private PackageList() {}

  /**
   * One package.
   *
   * @param name its name; never empty
   * @param version empty where none is told
   * @param installed whether dpkg counts it as installed whole
   * @param automatic whether apt put it in only because another needed it
   */
  record Entry(String name, String version, boolean installed, boolean automatic) {}

  /**
   * Reads to the end.
   *
   * @return false where it was longer than any such file is, and the rest was left
   */
  static boolean read(InputStream in, Consumer<Entry> each) throws IOException {
    Lines lines = new Lines(in, LIMIT);
    String name = "";
    String version = "";
    boolean installed = false;
    boolean automatic = false;
    while (lines.next()) {
      if (lines.isEmpty()) {
        if (!name.isEmpty()) {
          each.accept(new Entry(name, version, installed, automatic));
        }
        name = "";
        version = "";
        installed = false;
        automatic = false;
      } else if (lines.startsWith("Package: ")) {
        name = lines.text("Package: ".length());
      } else if (lines.startsWith("Version: ")) {
        version = lines.text("Version: ".length());
      } else if (lines.startsWith("Status: ")) {
        installed = lines.text("Status: ".length()).endsWith(" ok installed");
      } else if (lines.startsWith("Auto-Installed: 1")) {
        automatic = true;
      }
    }
    if (!name.isEmpty()) {
      each.accept(new Entry(name, version, installed, automatic));
    }
    return !lines.limited();
  }
}
