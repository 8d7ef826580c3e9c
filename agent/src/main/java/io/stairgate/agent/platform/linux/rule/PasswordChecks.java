package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.StrengthSource;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What PAM really asks of a new password: the lines of the service {@code passwd} with all they
 * include, and the settings of {@code pam_pwquality} in the order in which that module reads them
 * ({@code pwquality.conf.d/*.conf}, then {@code pwquality.conf}, then its own arguments; what is
 * read later wins). A setting in a file that PAM does not use counts for nothing.
 */
public final class PasswordChecks implements StrengthSource {
  /** The files that say what is asked of a new password. */
  public static final List<String> WATCHED =
      List.of(
          "/etc/pam.d/passwd",
          "/etc/pam.d/common-password",
          "/etc/security/pwquality.conf",
          "/etc/security/pwquality.conf.d");

  static final String MAIN = "/etc/security/pwquality.conf";
  static final String FOLDER = "/etc/security/pwquality.conf.d";
  static final String MODULE = "pam_pwquality.so";
  private static final int FILE_LIMIT = 256 * 1024;

  /** pwquality(3): it never takes fewer. */
  private static final int FEWEST = 6;

  private static final int DEFAULT_LENGTH = 8;

  /** pam_unix takes six where it is told nothing. */
  private static final int UNIX_LENGTH = 6;

  private static final int MOST = 4096;
  private static final List<String> CREDITS = List.of("dcredit", "ucredit", "lcredit", "ocredit");

  private final RootFiles files;

  /** Reads nothing yet. */
  public PasswordChecks(RootFiles files) {
    this.files = files;
  }

  @Override
  public Reading read() {
    Optional<PamStack> found = PamStack.of("passwd", name -> service(files, name));
    if (found.isEmpty()) {
      found = PamStack.of("common-password", name -> service(files, name));
    }
    if (found.isEmpty()) {
      return new Reading.Unclear("settings-not-readable");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (String path : configuration(files)) {
      files.text(path, FILE_LIMIT).ifPresent(text -> texts.put(path, text));
    }
    Reading reading = judge(found.get(), texts, installed(files, MODULE));
    return reading instanceof Reading.Asked asked
        ? new Reading.Asked(asked.length(), asked.mixture(), since(texts), asked.by())
        : reading;
  }

  /** The text of a service's file; empty where there is none. */
  static Optional<String> service(RootFiles files, String name) {
    return files
        .text("/etc/pam.d/" + name, FILE_LIMIT)
        .or(() -> files.text("/usr/lib/pam.d/" + name, FILE_LIMIT));
  }

  /** The module's files in the order in which it reads them. */
  static List<String> configuration(RootFiles files) {
    List<String> paths = new ArrayList<>();
    for (String name : files.list(FOLDER)) {
      if (name.endsWith(".conf")) {
        paths.add(FOLDER + "/" + name);
      }
    }
    paths.add(MAIN);
    return paths;
  }

  /** Whether a module of PAM is there to be used. */
  static boolean installed(RootFiles files, String module) {
    for (String lib : List.of("/lib", "/usr/lib")) {
      if (files.exists(lib + "/security/" + module)) {
        return true;
      }
      for (String name : files.list(lib)) {
        if (name.endsWith("-linux-gnu") && files.exists(lib + "/" + name + "/security/" + module)) {
          return true;
        }
      }
    }
    return files.exists("/lib64/security/" + module)
        || files.exists("/usr/lib64/security/" + module);
  }

  /**
   * Puts the stack and the settings together.
   *
   * @param texts the settings' files in the order in which they are read
   * @param there whether pam_pwquality is installed
   */
  static Reading judge(PamStack stack, Map<String, String> texts, boolean there) {
    Optional<PamStack.Line> checks = Optional.empty();
    Optional<PamStack.Line> unix = Optional.empty();
    for (PamStack.Line line : stack.of("password")) {
      switch (line.module()) {
        case "pam_pwquality.so" -> {
          if (unix.isEmpty() && line.decides()) {
            checks = checks.isEmpty() ? Optional.of(line) : checks;
          }
        }
        case "pam_unix.so" -> unix = unix.isEmpty() ? Optional.of(line) : unix;
        case "pam_passwdqc.so", "pam_cracklib.so" -> {
          return new Reading.Unclear("another-program-checks");
        }
        default -> {}
      }
    }
    if (checks.isPresent() && !there) {
      return new Reading.NotAsked("pam_pwquality is named but not installed");
    }
    int byUnix =
        unix.flatMap(line -> line.argument("minlen"))
            .map(PasswordChecks::number)
            .orElse(UNIX_LENGTH);
    if (checks.isEmpty()) {
      if (!stack.whole()) {
        return new Reading.Unclear("settings-not-readable");
      }
      return byUnix > UNIX_LENGTH
          ? new Reading.Asked(byUnix, false, Optional.empty(), "pam_unix")
          : new Reading.NotAsked(
              there ? "PAM does not use pam_pwquality" : "pam_pwquality is not installed");
    }
    Map<String, Integer> values = new LinkedHashMap<>();
    texts.values().forEach(text -> settings(text.split("\n", 4096), values));
    settings(checks.get().arguments().toArray(String[]::new), values);
    if (values.getOrDefault("enforcing", 1) == 0) {
      return new Reading.NotAsked("pam_pwquality only warns (enforcing = 0)");
    }
    return new Reading.Asked(
        Math.max(length(values), byUnix), mixture(values), Optional.empty(), "pam_pwquality");
  }

  /** The fewest characters: what a kind of character earns makes a password shorter. */
  private static int length(Map<String, Integer> values) {
    int length = values.getOrDefault("minlen", DEFAULT_LENGTH);
    for (String credit : CREDITS) {
      length -= Math.max(0, values.getOrDefault(credit, 0));
    }
    return Math.max(FEWEST, length);
  }

  private static boolean mixture(Map<String, Integer> values) {
    return values.getOrDefault("minclass", 0) >= 4
        || CREDITS.stream().allMatch(credit -> values.getOrDefault(credit, 0) < 0);
  }

  private static void settings(String[] lines, Map<String, Integer> into) {
    for (String raw : lines) {
      int comment = raw.indexOf('#');
      String line = (comment < 0 ? raw : raw.substring(0, comment)).strip();
      int is = line.indexOf('=');
      String key = (is < 0 ? line : line.substring(0, is)).strip();
      if (is > 0 && key.length() < 32 && into.size() < 64) {
        try {
          int value = Integer.parseInt(line.substring(is + 1).strip());
          into.put(key, Math.clamp(value, -MOST, MOST));
        } catch (NumberFormatException e) {
          // No number: the module passes it over too, or it is a word we do not need.
        }
      }
    }
  }

  private static int number(String digits) {
    return AccountFiles.parse(digits).map(value -> (int) Math.min(value, MOST)).orElse(0);
  }

  /** Since the last time one of the files that set it was written. */
  private Optional<Instant> since(Map<String, String> texts) {
    Instant newest = null;
    for (Map.Entry<String, String> each : texts.entrySet()) {
      Map<String, Integer> values = new LinkedHashMap<>();
      settings(each.getValue().split("\n", 4096), values);
      if (values.containsKey("minlen") || values.containsKey("minclass")) {
        Instant at = FileStamps.written(files, each.getKey()).orElse(Instant.EPOCH);
        newest = newest == null || at.isAfter(newest) ? at : newest;
      }
    }
    return Optional.ofNullable(newest);
  }
}
