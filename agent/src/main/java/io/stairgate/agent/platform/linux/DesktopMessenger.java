package io.stairgate.agent.platform.linux;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.control.Messenger;
import io.stairgate.agent.control.Notice;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Shows notices on the desktops of the people who are signed in: a small script, run as each of
 * them by the service manager, speaks with the desktop. Nothing a stick says is ever part of a
 * command: the words travel as arguments, cleaned before. People without a desktop are told on
 * their terminals, where it is for everybody. Where nobody is signed in, nothing is started.
 *
 * <p>A notice that is overtaken by a later one in its slot is not shown; more than a handful at
 * once (a dock with card readers) are cut to the newest.
 */
final class DesktopMessenger implements Messenger {
  private static final Logger LOG = Logger.getLogger(DesktopMessenger.class.getName());
  private static final Path SYSTEMD_RUN = Path.of("/usr/bin/systemd-run");
  private static final Path SCRIPT = Path.of("/usr/lib/stairgate-agent/bin/stairgate-notice");
  private static final Path WALL = Path.of("/usr/bin/wall");
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_WAITING = 5;

  private final RootFiles files;
  private final Consumer<Command> runner;

  // Guarded by this.
  private final LinkedHashMap<String, Notice> waiting = new LinkedHashMap<>();
  private @Nullable Thread thread;

  DesktopMessenger(RootFiles files) {
    this(files, DesktopMessenger::run);
  }

  /** With somebody else to run the commands, for tests. */
  DesktopMessenger(RootFiles files, Consumer<Command> runner) {
    this.files = files;
    this.runner = runner;
  }

  @Override
  public synchronized void tell(Notice notice) {
    waiting.remove(notice.slot());
    waiting.put(notice.slot(), notice);
    if (waiting.size() > MOST_WAITING) {
      waiting.pollFirstEntry();
    }
    if (thread == null) {
      Thread made = new Thread(this::deliver, "notices");
      made.setDaemon(true);
      thread = made;
      made.start();
    }
  }

  /** Delivers what waits, and ends: notices are rare, and a thread costs memory. */
  private void deliver() {
    while (true) {
      Notice notice;
      synchronized (this) {
        if (waiting.isEmpty()) {
          thread = null;
          return;
        }
        notice = waiting.pollFirstEntry().getValue();
      }
      try {
        List<SignedIn.Desktop> desktops = SignedIn.atDesktops(files);
        if (!desktops.isEmpty()) {
          commands(notice, desktops).forEach(runner);
        } else if (notice.account().isEmpty() && !SignedIn.read(files).isEmpty()) {
          runner.accept(wall(notice));
        }
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "A notice could not be shown: {0}", e.toString());
      }
    }
  }

  /** One command for each person it is for. */
  static List<Command> commands(Notice notice, List<SignedIn.Desktop> desktops) {
    List<Command> commands = new ArrayList<>();
    for (SignedIn.Desktop desktop : desktops) {
      if (notice.account().isEmpty() || notice.account().equals(desktop.account())) {
        commands.add(command(notice, desktop.uid()));
      }
    }
    return commands;
  }

  private static Command command(Notice notice, int uid) {
    String runtime = "/run/user/" + uid;
    return Command.of(
        SYSTEMD_RUN,
        TIMEOUT,
        "--quiet",
        "--collect",
        "--no-block",
        "--uid=" + uid,
        "--property=RuntimeMaxSec=1h",
        "--property=NoNewPrivileges=yes",
        "--setenv=XDG_RUNTIME_DIR=" + runtime,
        "--setenv=DBUS_SESSION_BUS_ADDRESS=unix:path=" + runtime + "/bus",
        SCRIPT.toString(),
        notice.slot(),
        notice.urgent() ? "urgent" : "normal",
        literal(notice.title()),
        literal(markup(notice.body())),
        literal(notice.askFor()));
  }

  /**
   * For people who are signed in without a desktop. Not with the agent's own few rights: writing to
   * other people's terminals is not among them.
   */
  static Command wall(Notice notice) {
    return Command.of(
        SYSTEMD_RUN,
        TIMEOUT,
        "--quiet",
        "--collect",
        "--no-block",
        "--property=RuntimeMaxSec=1min",
        "--property=NoNewPrivileges=yes",
        WALL.toString(),
        "Stairgate: " + literal(notice.title() + ". " + notice.body()));
  }

  /** The service manager would read a dollar sign as the name of a variable. */
  private static String literal(String text) {
    return text.replace("$", "$$");
  }

  /** Desktops read a body as markup. */
  private static String markup(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void run(Command command) {
    try {
      if (!command.run().succeeded()) {
        LOG.fine("a notice was not shown");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
