package io.stairgate.agent.platform.linux;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Asks logind to lock people's sessions; their desktop then hides what is on the screen. Nothing of
 * the screen is read. Any thread.
 */
final class Screens {
  private static final Path LOGINCTL = Path.of("/usr/bin/loginctl");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int SESSION_LIMIT = 16 * 1024;
  private static final int MOST = 8;

  private final RootFiles files;

  Screens(RootFiles files) {
    this.files = files;
  }

  /**
   * Locks.
   *
   * @param account whose sessions; empty: everybody's
   * @return whether logind took at least one that has a screen
   */
  boolean lock(String account) throws InterruptedException {
    boolean asked = false;
    int count = 0;
    for (String session : files.list(Seats.SESSIONS)) {
      if (!session.matches("[A-Za-z0-9]{1,16}")) {
        continue;
      }
      String text = files.text(Seats.SESSIONS + "/" + session, SESSION_LIMIT).orElse("");
      String person = SignedIn.person(text);
      if (!person.isEmpty() && (account.isEmpty() || person.equals(account)) && count++ < MOST) {
        boolean taken = Command.of(LOGINCTL, TIMEOUT, "lock-session", session).run().succeeded();
        asked |= taken && SignedIn.desktop(text).isPresent();
      }
    }
    return asked;
  }
}
