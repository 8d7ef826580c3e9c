package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.event.Text;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What logind says: its files of sessions and inhibitors, and what loginctl prints. */
final class Logind {
  private Logind() {}

  /**
   * A person's desktop.
   *
   * @param id logind's name of the session
   * @param account the account
   * @param uid its number
   * @param gnome whether GNOME's settings apply
   */
  record Desktop(String id, String account, int uid, boolean gnome) {}

  /** What logind says of a session. */
  record Hints(Optional<Instant> unusedSince, Optional<Boolean> locked) {}

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
    String desktop = keys.getOrDefault("DESKTOP", "").toLowerCase(Locale.ROOT);
    return person
        ? Optional.of(
            new Desktop(
                id,
                Text.clean(keys.getOrDefault("USER", ""), 64),
                Integer.parseInt(uid),
                desktop.isEmpty() || desktop.contains("gnome") || desktop.contains("ubuntu")))
        : Optional.empty();
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
