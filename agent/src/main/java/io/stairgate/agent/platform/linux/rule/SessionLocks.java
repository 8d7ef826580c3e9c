package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.control.ScreenLockSource.Session;
import io.stairgate.agent.event.Text;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /**
   * A person's desktop.
   *
   * @param id logind's name of the session
   * @param account the account
   * @param uid its number
   * @param gnome whether GNOME's settings apply
   */
  record Desktop(String id, String account, int uid, boolean gnome) {}

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

  /** What logind says of a session. */
  record Hints(Optional<Instant> unusedSince, Optional<Boolean> locked) {}

  /**
   * Looks at every open desktop.
   *
   * @param settings changes whenever the system's settings do
   */
  List<Session> read(String settings) {
    List<Desktop> desktops = desktops();
    if (desktops.isEmpty()) {
      return List.of();
    }
    if (!settings.equals(askedAbout)) {
      asked.clear();
      askedAbout = settings;
    }
    asked.keySet().retainAll(desktops.stream().map(Desktop::id).toList());
    List<Session> sessions = new ArrayList<>();
    try {
      Map<String, Hints> hints = hints(desktops);
      List<String> awake = inhibitors();
      for (Desktop desktop : desktops) {
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
      Desktop desktop, Effective got, @org.jspecify.annotations.Nullable Hints hints,
      List<String> awake) {
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

  private Effective effective(Desktop desktop) throws InterruptedException {
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

  private List<Desktop> desktops() {
    List<Desktop> desktops = new ArrayList<>();
    for (String id : files.list(SESSIONS)) {
      if (desktops.size() < MOST_SESSIONS && id.matches("[A-Za-z0-9]{1,16}")) {
        files
            .text(SESSIONS + "/" + id, LIMIT)
            .flatMap(text -> desktop(id, text))
            .ifPresent(desktops::add);
      }
    }
    return desktops;
  }

  /** The desktop of one session file of logind; empty where nobody sits at one. */
  static Optional<Desktop> desktop(String id, String text) {
    Map<String, String> keys = new HashMap<>();
    for (String line : text.split("\n", 128)) {
      int is = line.indexOf('=');
      if (is > 0) {
        keys.put(line.substring(0, is), line.substring(is + 1).strip());
      }
    }
    String type = keys.getOrDefault("TYPE", "");
    String uid = keys.getOrDefault("UID", "");
    boolean person =
        keys.getOrDefault("CLASS", "").startsWith("user")
            && !keys.getOrDefault("STATE", "").equals("closing")
            && (type.equals("wayland") || type.equals("x11"))
            && uid.matches("[0-9]{1,9}");
    String desktop = keys.getOrDefault("DESKTOP", "").toLowerCase(java.util.Locale.ROOT);
    return person
        ? Optional.of(
            new Desktop(
                id,
                Text.clean(keys.getOrDefault("USER", ""), 64),
                Integer.parseInt(uid),
                desktop.isEmpty() || desktop.contains("gnome") || desktop.contains("ubuntu")))
        : Optional.empty();
  }

  private Map<String, Hints> hints(List<Desktop> desktops) throws InterruptedException {
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
        ? hints(out)
        : Map.of();
  }

  /** What {@code loginctl show-session} prints: lines of keys, an empty line between sessions. */
  static Map<String, Hints> hints(String text) {
    Map<String, Hints> all = new HashMap<>();
    for (String block : text.split("\n\n", 64)) {
      String id = "";
      boolean unused = false;
      Optional<Instant> since = Optional.empty();
      Optional<Boolean> locked = Optional.empty();
      for (String line : block.split("\n", 32)) {
        int is = line.indexOf('=');
        String value = is < 0 ? "" : line.substring(is + 1).strip();
        switch (is < 0 ? "" : line.substring(0, is)) {
          case "Id" -> id = value;
          case "IdleHint" -> unused = value.equals("yes");
          case "IdleSinceHint" ->
              since =
                  value.matches("[0-9]{1,18}")
                      ? Optional.of(Instant.ofEpochMilli(Long.parseLong(value) / 1_000))
                      : Optional.empty();
          case "LockedHint" -> locked = Optional.of(value.equals("yes"));
          default -> {}
        }
      }
      if (!id.isEmpty()) {
        all.put(id, new Hints(unused ? since : Optional.empty(), locked));
      }
    }
    return all;
  }

  /** Names of programs that keep the laptop from counting as unused. */
  private List<String> inhibitors() {
    List<String> names = new ArrayList<>();
    for (String name : files.list(INHIBITORS)) {
      if (names.size() < MOST_INHIBITORS && !name.endsWith(".ref")) {
        files
            .text(INHIBITORS + "/" + name, LIMIT)
            .flatMap(SessionLocks::inhibitor)
            .filter(who -> !names.contains(who))
            .ifPresent(names::add);
      }
    }
    return names;
  }

  /** Who holds one inhibitor of logind; empty where it does not keep the screen from locking. */
  static Optional<String> inhibitor(String text) {
    String who = "";
    boolean idle = false;
    boolean blocks = false;
    for (String line : text.split("\n", 32)) {
      if (line.startsWith("WHAT=")) {
        idle = List.of(line.substring("WHAT=".length()).strip().split(":", 16)).contains("idle");
      } else if (line.startsWith("MODE=")) {
        blocks = line.strip().equals("MODE=block");
      } else if (line.startsWith("WHO=")) {
        // systemd writes it as in C: \x20 for a blank
        who = Text.clean(line.substring("WHO=".length()).replace("\\x20", " "), 60);
      }
    }
    return idle && blocks && !who.isEmpty() ? Optional.of(who) : Optional.empty();
  }
}
