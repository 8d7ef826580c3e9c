package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.control.ScreenLockSource.Session;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the desktops that are open now really get: each is asked in its own person's name by {@code
 * gsettings}, once per session and change of the system's settings; logind says whether a screen is
 * unused and locked, and who keeps it awake. What a program says about why is not read. One thread
 * at a time.
 */
final class SessionLocks {
  private static final String SESSIONS = "/run/systemd/sessions";
  private static final String INHIBITORS = "/run/systemd/inhibit";
  private static final Path SYSTEMD_RUN = Path.of("/usr/bin/systemd-run");
  private static final String SCRIPT = "/usr/lib/stairgate-agent/bin/stairgate-session-lock";
  private static final String LOGINCTL = "/usr/bin/loginctl";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LIMIT = 16 * 1024;
  private static final int MOST_SESSIONS = 8;
  private static final int MOST_INHIBITORS = 4;

  private final RootFiles files;
  private final Programs programs;
  private final InstantSource clock;
  private final Map<String, Effective> asked = new HashMap<>();
  private String askedAbout = "";

  SessionLocks(RootFiles files, Programs programs, InstantSource clock) {
    this.files = files;
    this.programs = programs;
    this.clock = clock;
  }

  /** What one desktop gets, as gsettings said it there. */
  record Effective(
      Optional<Duration> idle,
      Optional<Boolean> enabled,
      Optional<Duration> delay,
      boolean changeable,
      boolean inhibited) {
    static final Effective UNKNOWN =
        new Effective(Optional.empty(), Optional.empty(), Optional.empty(), false, false);
  }

  /**
   * Looks at every open desktop.
   *
   * @param settings changes whenever the system's settings do
   */
  List<Session> read(String settings) {
    List<Logind.Desktop> desktops = desktops();
    if (desktops.isEmpty()) {
      return List.of();
    }
    if (!settings.equals(askedAbout)) {
      asked.clear();
      askedAbout = settings;
    }
    asked.keySet().retainAll(desktops.stream().map(Logind.Desktop::id).toList());
    List<Session> sessions = new ArrayList<>();
    try {
      Map<String, Logind.Hints> hints = hints(desktops);
      List<String> awake = inhibitors();
      for (Logind.Desktop desktop : desktops) {
        Effective got =
            desktop.gnome() && files.live()
                ? effective(desktop)
                : asked.getOrDefault(desktop.id(), Effective.UNKNOWN);
        sessions.add(session(desktop, got, hints.get(desktop.id()), awake));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return sessions;
  }

  private Session session(
      Logind.Desktop desktop, Effective got, Logind.@Nullable Hints hints, List<String> awake) {
    List<String> names = new ArrayList<>(awake);
    if (got.inhibited() && names.isEmpty()) {
      names.add("a program on the desktop");
    }
    Duration unused =
        hints == null
            ? Duration.ZERO
            : hints
                .unusedSince()
                .map(since -> Duration.between(since, clock.instant()))
                .filter(span -> !span.isNegative())
                .orElse(Duration.ZERO);
    return new Session(
        desktop.account(),
        got.idle(),
        got.enabled(),
        got.delay(),
        got.changeable(),
        unused,
        hints == null ? Optional.empty() : hints.locked(),
        names);
  }

  private Effective effective(Logind.Desktop desktop) throws InterruptedException {
    Effective known = asked.get(desktop.id());
    if (known != null) {
      return known;
    }
    Effective got =
        programs.run(ask(desktop.uid())) instanceof Outcome.Ended(int status, String out, String e)
                && status == 0
            ? parse(out)
            : Effective.UNKNOWN;
    asked.put(desktop.id(), got);
    return got;
  }

  /** The question, put by the service manager in the person's name. */
  static Command ask(int uid) {
    String runtime = "/run/user/" + uid;
    return Command.of(
        SYSTEMD_RUN,
        PATIENCE,
        "--quiet",
        "--collect",
        "--pipe",
        "--wait",
        "--uid=" + uid,
        "--property=RuntimeMaxSec=8",
        "--property=NoNewPrivileges=yes",
        "--setenv=XDG_RUNTIME_DIR=" + runtime,
        "--setenv=DBUS_SESSION_BUS_ADDRESS=unix:path=" + runtime + "/bus",
        SCRIPT);
  }

  /** Lines of a name, what gsettings got, and whether it could be written. */
  static Effective parse(String text) {
    Optional<Duration> idle = Optional.empty();
    Optional<Boolean> enabled = Optional.empty();
    Optional<Duration> delay = Optional.empty();
    boolean changeable = false;
    boolean inhibited = false;
    for (String line : text.split("\n", 16)) {
      String[] words = line.strip().split(" +", 4);
      String value = words.length > 2 ? words[words.length - 2] : "";
      switch (words[0]) {
        case "idle" -> idle = seconds(value);
        case "lock" ->
            enabled =
                value.equals("true") || value.equals("false")
                    ? Optional.of(value.equals("true"))
                    : Optional.empty();
        case "delay" -> delay = seconds(value);
        case "inhibited" -> inhibited = words[words.length - 1].equals("true");
        default -> {}
      }
      if (words.length > 2 && words[words.length - 1].equals("true")) {
        changeable = true;
      }
    }
    return new Effective(idle, enabled, delay, changeable, inhibited);
  }

  private static Optional<Duration> seconds(String text) {
    return text.matches("[0-9]{1,10}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }

  private List<Logind.Desktop> desktops() {
    List<Logind.Desktop> desktops = new ArrayList<>();
    for (String id : files.list(SESSIONS)) {
      if (desktops.size() < MOST_SESSIONS && id.matches("[A-Za-z0-9]{1,16}")) {
        files
            .text(SESSIONS + "/" + id, LIMIT)
            .flatMap(text -> Logind.desktop(id, text))
            .ifPresent(desktops::add);
      }
    }
    return desktops;
  }

  private Map<String, Logind.Hints> hints(List<Logind.Desktop> desktops)
      throws InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "show-session",
                "--property=Id",
                "--property=IdleHint",
                "--property=IdleSinceHint",
                "--property=LockedHint"));
    desktops.forEach(desktop -> words.add(desktop.id()));
    return programs.run(LOGINCTL, words.toArray(String[]::new))
            instanceof Outcome.Ended(int status, String out, String e)
        ? Logind.hints(out)
        : Map.of();
  }

  /** Names of programs that keep the laptop from counting as unused. */
  private List<String> inhibitors() {
    List<String> names = new ArrayList<>();
    for (String name : files.list(INHIBITORS)) {
      if (names.size() < MOST_INHIBITORS && !name.endsWith(".ref")) {
        files
            .text(INHIBITORS + "/" + name, LIMIT)
            .flatMap(Logind::inhibitor)
            .filter(who -> !names.contains(who))
            .ifPresent(names::add);
      }
    }
    return names;
  }
}
