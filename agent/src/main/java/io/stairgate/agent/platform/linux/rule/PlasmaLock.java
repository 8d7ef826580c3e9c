package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.ScreenLockSource.Reading;
import io.stairgate.agent.control.ScreenLockSource.Setting;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How KDE's Plasma locks the screen for everybody: {@code /etc/xdg/kscreenlockerrc}, group {@code
 * Daemon} (kscreenlocker's kscreensaversettings.kcfg). A person's own file counts more, except for
 * keys that are marked {@code [$i]}: KConfig reads those as final.
 */
final class PlasmaLock {
  static final String FILE = "/etc/xdg/kscreenlockerrc";
  static final String GROUP = "Daemon";

  private static final int LIMIT = 64 * 1024;
  private static final int MOST_LINES = 2_048;

  private final RootFiles files;

  PlasmaLock(RootFiles files) {
    this.files = files;
  }

  /**
   * One key.
   *
   * @param value the last one in the file
   * @param fixed whether any place of it, its group or the file is marked as final
   */
  record Key(String value, boolean fixed) {}

  /** The settings of everybody, without sessions. */
  Reading read() {
    return switch (files.read(FILE, LIMIT)) {
      case FileText.Content content -> settings(content.text());
      case FileText.Missing() -> settings("");
      case FileText.Denied() -> new Reading.Unclear("needs-administrator", FILE);
      case FileText.Failed() -> new Reading.Unclear("settings-not-readable", FILE);
    };
  }

  static Reading settings(String text) {
    Optional<Key> autolock = key(text, "Autolock");
    boolean never = autolock.filter(key -> key.value().equals("false")).isPresent();
    Setting<Duration> timeout = setting(key(text, "Timeout"), PlasmaLock::minutes);
    boolean idleFixed = timeout.fixed() && autolock.filter(Key::fixed).isPresent();
    Optional<Key> password = key(text, "RequirePassword");
    return new Reading.Settings(
        new Setting<>(never ? Optional.of(Duration.ZERO) : timeout.value(), idleFixed),
        new Setting<>(
            Optional.of(password.map(key -> !key.value().equals("false")).orElse(true)),
            password.map(Key::fixed).orElse(false)),
        setting(key(text, "LockGrace"), PlasmaLock::seconds),
        List.of());
  }

  private static Setting<Duration> setting(
      Optional<Key> key, Function<String, Optional<Duration>> parse) {
    return new Setting<>(
        key.flatMap(found -> parse.apply(found.value())), key.filter(Key::fixed).isPresent());
  }

  /** Minutes, in newer versions with decimals. */
  private static Optional<Duration> minutes(String text) {
    return text.matches("[0-9]{1,5}(\\.[0-9]{1,9})?")
        ? Optional.of(Duration.ofSeconds(Math.round(Double.parseDouble(text) * 60)))
        : Optional.empty();
  }

  private static Optional<Duration> seconds(String text) {
    return text.matches("[0-9]{1,6}")
        ? Optional.of(Duration.ofSeconds(Integer.parseInt(text)))
        : Optional.empty();
  }

  /** A key of the group {@code Daemon}; empty where it is not set. */
  static Optional<Key> key(String text, String name) {
    boolean inside = false;
    boolean fileFixed = false;
    boolean groupFixed = false;
    boolean keyFixed = false;
    boolean anyGroup = false;
    Optional<String> value = Optional.empty();
    for (String raw : text.split("\n", MOST_LINES)) {
      String line = raw.strip();
      if (line.startsWith("[")) {
        if (line.equals("[$i]") && !anyGroup) {
          fileFixed = true;
          continue;
        }
        anyGroup = true;
        inside = line.equals("[" + GROUP + "]") || line.equals("[" + GROUP + "][$i]");
        groupFixed |= line.equals("[" + GROUP + "][$i]");
      } else if (inside && line.startsWith(name)) {
        String rest = line.substring(name.length());
        boolean marked = rest.startsWith("[$") && rest.indexOf(']') > 0;
        String flags = marked ? rest.substring(2, rest.indexOf(']')) : "";
        String after = marked ? rest.substring(rest.indexOf(']') + 1).strip() : rest.strip();
        if (after.startsWith("=")) {
          value = Optional.of(after.substring(1).strip());
          keyFixed |= flags.indexOf('i') >= 0;
        }
      }
    }
    boolean fixed = fileFixed || groupFixed || keyFixed;
    return value.map(found -> new Key(found, fixed));
  }
}
