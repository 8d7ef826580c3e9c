package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.ScreenLockSource.Reading;
import io.stairgate.agent.control.ScreenLockSource.Setting;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How GNOME locks the screen, as dconf's system databases say it for everybody: the profile {@code
 * user}, the compiled databases it names, and their locks. What one person set for themselves is
 * not looked at: where a key is locked it has no effect, and where it is not locked nothing is
 * proved.
 *
 * <p>Only the compiled databases count, because only they are in force; text in {@code db/NAME.d}
 * that was never compiled is told as such.
 */
final class GnomeLock {
  static final String IDLE = "/org/gnome/desktop/session/idle-delay";
  static final String ENABLED = "/org/gnome/desktop/screensaver/lock-enabled";
  static final String DELAY = "/org/gnome/desktop/screensaver/lock-delay";

  private static final int PROFILE_LIMIT = 64 * 1024;
  private static final int DATABASE_LIMIT = 16 << 20;
  private static final int MOST_DATABASES = 32;
  private static final List<String> PROFILES =
      List.of(
          "/etc/dconf/profile/user",
          "/usr/local/share/dconf/profile/user",
          "/usr/share/dconf/profile/user");

  private final RootFiles files;

  GnomeLock(RootFiles files) {
    this.files = files;
  }

  /** The settings of everybody, without sessions. */
  Reading read() {
    List<GvdbFile> databases = new ArrayList<>();
    for (String path : databasePaths()) {
      switch (files.read(path, DATABASE_LIMIT)) {
        case FileText.Content content -> {
          Optional<GvdbFile> database = GvdbFile.of(content.bytes());
          if (database.isEmpty()) {
            return new Reading.Unclear("settings-not-readable", path);
          }
          databases.add(database.get());
        }
        case FileText.Missing() -> {
          if (files.exists(path + ".d")) {
            return new Reading.Unclear("settings-not-in-force", path + ".d is not compiled");
          }
        }
        case FileText.Denied() -> {
          return new Reading.Unclear("needs-administrator", path);
        }
        case FileText.Failed() -> {
          return new Reading.Unclear("settings-not-readable", path);
        }
      }
    }
    return new Reading.Settings(
        setting(databases, IDLE, db -> db.unsigned(IDLE).map(Duration::ofSeconds)),
        setting(databases, ENABLED, db -> db.bool(ENABLED)),
        setting(databases, DELAY, db -> db.unsigned(DELAY).map(Duration::ofSeconds)),
        List.of());
  }

  /** The compiled databases of everybody that are in force, the strongest first. */
  List<String> databasePaths() {
    for (String profile : PROFILES) {
      Optional<String> text = files.text(profile, PROFILE_LIMIT);
      if (text.isPresent()) {
        return systemDatabases(text.get());
      }
    }
    return List.of();
  }

  /** The databases of a profile that are the system's, the strongest first. */
  static List<String> systemDatabases(String profile) {
    List<String> paths = new ArrayList<>();
    for (String raw : profile.split("\n", 1024)) {
      int comment = raw.indexOf('#');
      String line = (comment < 0 ? raw : raw.substring(0, comment)).strip();
      if (paths.size() == MOST_DATABASES) {
        break;
      }
      if (line.startsWith("system-db:") && line.indexOf('/') < 0) {
        paths.add("/etc/dconf/db/" + line.substring("system-db:".length()));
      } else if (line.startsWith("file-db:/")) {
        paths.add(line.substring("file-db:".length()));
      }
    }
    return paths;
  }

  /**
   * As dconf does it: the weakest database that locks a key decides; values of stronger ones, the
   * person's own among them, are passed over. Without a lock the strongest value is only what a
   * person starts with.
   */
  private static <T> Setting<T> setting(
      List<GvdbFile> databases, String key, Function<GvdbFile, Optional<T>> value) {
    int from = 0;
    boolean locked = false;
    for (int i = databases.size() - 1; i >= 0 && !locked; i--) {
      if (databases.get(i).table(".locks").filter(locks -> locks.has(key)).isPresent()) {
        from = i;
        locked = true;
      }
    }
    for (int i = from; i < databases.size(); i++) {
      if (databases.get(i).has(key)) {
        return new Setting<>(value.apply(databases.get(i)), locked);
      }
    }
    return new Setting<>(Optional.empty(), locked);
  }
}
