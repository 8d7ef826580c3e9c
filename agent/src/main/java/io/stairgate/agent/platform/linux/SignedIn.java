package io.stairgate.agent.platform.linux;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who is signed in: the sessions that logind keeps as files, so that no program needs to be asked.
 */
final class SignedIn {
  /** Tells when somebody signs in or out. */
  static final List<String> WATCHED = List.of("/run/systemd/sessions");

  private static final int MOST = 8;
  private static final int SESSION_LIMIT = 16 * 1024;

  private SignedIn() {}

  /** Account names, each once, at most 8. */
  static List<String> read(RootFiles files) {
    List<String> names = new ArrayList<>();
    for (String session : files.list("/run/systemd/sessions")) {
      if (names.size() == MOST || session.endsWith(".ref")) {
        continue;
      }
      String name =
          files
              .text("/run/systemd/sessions/" + session, SESSION_LIMIT)
              .map(SignedIn::person)
              .orElse("");
      if (!name.isEmpty() && !names.contains(name)) {
        names.add(name);
      }
    }
    return List.copyOf(names);
  }

  /**
   * A person at a desktop.
   *
   * @param uid their number
   * @param account their account name
   */
  record Desktop(int uid, String account) {}

  /** Everybody who is signed in at a desktop, each once, at most 8. */
  static List<Desktop> atDesktops(RootFiles files) {
    List<Desktop> people = new ArrayList<>();
    for (String session : files.list("/run/systemd/sessions")) {
      if (people.size() < MOST && !session.endsWith(".ref")) {
        files
            .text("/run/systemd/sessions/" + session, SESSION_LIMIT)
            .flatMap(SignedIn::desktop)
            .filter(person -> !people.contains(person))
            .ifPresent(people::add);
      }
    }
    return List.copyOf(people);
  }

  /** The person of one session file; empty where it is not a person's desktop. */
  static Optional<Desktop> desktop(String session) {
    String account = person(session);
    String uid = "";
    boolean graphical = false;
    for (String line : session.split("\n", 128)) {
      if (line.startsWith("UID=")) {
        uid = line.substring("UID=".length()).strip();
      } else if (line.startsWith("TYPE=")) {
        String kind = line.substring("TYPE=".length()).strip();
        graphical = kind.equals("wayland") || kind.equals("x11") || kind.equals("mir");
      }
    }
    return graphical && !account.isEmpty() && uid.matches("[0-9]{1,9}")
        ? Optional.of(new Desktop(Integer.parseInt(uid), account))
        : Optional.empty();
  }

  /** The account of one session file; empty where it is not a person's session. */
  static String person(String session) {
    String user = "";
    boolean person = false;
    boolean closing = false;
    for (String line : session.split("\n", 128)) {
      if (line.startsWith("USER=")) {
        user = line.substring("USER=".length()).strip();
      } else if (line.startsWith("CLASS=")) {
        String kind = line.substring("CLASS=".length()).strip();
        person = kind.equals("user") || kind.equals("user-early") || kind.equals("user-light");
      } else if (line.strip().equals("STATE=closing")) {
        closing = true;
      }
    }
    return person && !closing ? user : "";
  }
}
