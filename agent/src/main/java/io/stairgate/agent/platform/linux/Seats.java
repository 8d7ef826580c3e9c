package io.stairgate.agent.platform.linux;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who sits at the laptop: the sessions that logind keeps as files. */
final class Seats {
  static final String SESSIONS = "/run/systemd/sessions";
  private static final int MOST = 64;
  private static final int SESSION_LIMIT = 16 * 1024;

  private Seats() {}

  /**
   * Somebody who is signed in.
   *
   * @param account the account's name
   * @param number the account's number
   */
  record Person(String account, int number) {}

  /** One session; {@code rank} is lower the nearer the person is to the screen. */
  private record Session(Person person, int rank) {}

  /**
   * The person a medium is handed to.
   *
   * @param account who it must be; empty: whoever sits at the laptop, the one at the screen first
   * @return empty where that person is not signed in
   */
  static Optional<Person> person(RootFiles files, String account) {
    Session best = null;
    for (Session each : sessions(files)) {
      boolean may = account.isEmpty() ? each.rank() < 3 : each.person().account().equals(account);
      if (may && (best == null || each.rank() < best.rank())) {
        best = each;
      }
    }
    return Optional.ofNullable(best).map(Session::person);
  }

  /** True where anybody is signed in. */
  static boolean anybody(RootFiles files) {
    return !sessions(files).isEmpty();
  }

  private static List<Session> sessions(RootFiles files) {
    List<Session> sessions = new ArrayList<>();
    for (String name : files.list(SESSIONS)) {
      if (sessions.size() < MOST && !name.endsWith(".ref")) {
        files
            .text(SESSIONS + "/" + name, SESSION_LIMIT)
            .flatMap(Seats::session)
            .ifPresent(sessions::add);
      }
    }
    return sessions;
  }

  private static Optional<Session> session(String text) {
    String account = SignedIn.person(text);
    int number = UsbTree.number(value(text, "UID"));
    if (account.isEmpty() || number <= 0) {
      return Optional.empty();
    }
    boolean remote = value(text, "REMOTE").equals("1");
    boolean seat = !value(text, "SEAT").isEmpty();
    boolean active = value(text, "ACTIVE").equals("1");
    int rank = remote ? 3 : seat && active ? 0 : seat ? 1 : 2;
    return Optional.of(new Session(new Person(account, number), rank));
  }

  private static String value(String text, String key) {
    for (String line : text.split("\n", 128)) {
      if (line.startsWith(key + "=")) {
        return line.substring(key.length() + 1).strip();
      }
    }
    return "";
  }
}
