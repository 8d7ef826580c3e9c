package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.UpdateSource.Support;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Until when a system gets important updates, by the dated list that is shipped. */
final class SupportEnds {
  private static final int LIMIT = 64 * 1024;
  private static final String CHECKED = "# checked_on ";

  private SupportEnds() {}

  /**
   * Looks a system up.
   *
   * @param osRelease os-release(5)
   * @param extended whether it has its maker's longer contract
   */
  static Support of(String osRelease, boolean extended) {
    Map<String, String> system = values(osRelease);
    List<String> codenames =
        List.of(
            // First what a derivative stands on: its own codename is in nobody's list.
            system.getOrDefault("UBUNTU_CODENAME", ""),
            system.getOrDefault("DEBIAN_CODENAME", ""),
            system.getOrDefault("VERSION_CODENAME", ""));
    try (InputStream in = SupportEnds.class.getResourceAsStream("support-ends.csv")) {
      if (in != null) {
        String list = new String(in.readNBytes(LIMIT), StandardCharsets.UTF_8);
        for (String codename : codenames) {
          Support found = find(list, codename, extended);
          if (!codename.isEmpty() && found instanceof Support.Until) {
            return found;
          }
        }
      }
    } catch (IOException e) {
      // Our own jar: as if the list did not have it.
      return new Support.NotListed("");
    }
    return new Support.NotListed(system.getOrDefault("PRETTY_NAME", ""));
  }

  static Support find(String list, String codename, boolean extended) {
    LocalDate checked = LocalDate.EPOCH;
    try {
      for (String line : list.split("\n", 1000)) {
        if (line.startsWith(CHECKED)) {
          checked = LocalDate.parse(line.substring(CHECKED.length()).strip());
        }
        String[] fields = line.split(",", 4);
        if (!line.startsWith("#") && fields.length == 4 && fields[0].equals(codename)) {
          String until = extended && !fields[3].isBlank() ? fields[3] : fields[2];
          return new Support.Until(fields[1], LocalDate.parse(until.strip()), checked);
        }
      }
    } catch (DateTimeException e) {
      return new Support.NotListed(codename);
    }
    return new Support.NotListed(codename);
  }

  /** The values of os-release. */
  static Map<String, String> values(String osRelease) {
    Map<String, String> values = new HashMap<>();
    for (String line : osRelease.split("\n", 200)) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        String value = line.substring(equals + 1).strip();
        boolean quoted = value.length() > 1 && "\"'".indexOf(value.charAt(0)) >= 0;
        values.put(
            line.substring(0, equals).strip(),
            quoted ? value.substring(1, value.length() - 1) : value);
      }
    }
    return values;
  }
}
