package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.SignInSource;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How people get in: automatic sign-in of GDM, SDDM, LightDM, greetd and the text console,
 * LightDM's guest, and what PAM does after wrong tries at each service a person signs in with.
 */
public final class SignInWays implements SignInSource {
  /** The files that say how people get in. */
  public static final List<String> WATCHED =
      List.of(
          "/etc/gdm3/custom.conf",
          "/etc/gdm3/daemon.conf",
          "/etc/sddm.conf",
          "/etc/sddm.conf.d",
          "/etc/lightdm/lightdm.conf",
          "/etc/lightdm/lightdm.conf.d",
          "/etc/pam.d/common-auth",
          "/etc/pam.d/login",
          "/etc/security/faillock.conf");

  static final List<String> GDM =
      List.of(
          "/etc/gdm3/custom.conf",
          "/etc/gdm3/daemon.conf",
          "/etc/gdm/custom.conf",
          "/run/gdm3/custom.conf",
          "/run/gdm/custom.conf");
  static final String SDDM_MAIN = "/etc/sddm.conf";
  static final String SDDM_FOLDER = "/etc/sddm.conf.d";
  static final String LIGHTDM_MAIN = "/etc/lightdm/lightdm.conf";
  static final String LIGHTDM_FOLDER = "/etc/lightdm/lightdm.conf.d";

  private static final int FILE_LIMIT = 256 * 1024;
  private static final int MOST_FILES = 64;
  private static final String FAILLOCK = "pam_faillock.so";
  private static final List<String> SERVICES =
      List.of("gdm-password", "lightdm", "sddm", "kde", "login");

  /** faillock.conf(5): what holds where nothing is said. */
  private static final int DENY = 3;

  private static final int UNLOCK_SECONDS = 600;

  private final RootFiles files;

  /** Reads nothing yet. */
  public SignInWays(RootFiles files) {
    this.files = files;
  }

  @Override
  public Ways read() {
    List<String> automatic = new ArrayList<>();
    List<String> guest = new ArrayList<>();
    for (String path : GDM) {
      text(path).flatMap(SignInWays::gdm).ifPresent(each -> automatic.add(each + " (GDM)"));
    }
    last(sddm(files), SignInWays::sddmUser)
        .filter(user -> !user.isEmpty())
        .ifPresent(user -> automatic.add(user + " (SDDM)"));
    List<String> lightdm = lightdm(files);
    last(lightdm, text -> seat(text, "autologin-user"))
        .filter(user -> !user.isEmpty())
        .ifPresent(user -> automatic.add(user + " (LightDM)"));
    if (last(lightdm, text -> seat(text, "autologin-guest")).filter(Sections::yes).isPresent()) {
      guest.add("opens by itself (LightDM)");
    } else if (guestsPossible(files)
        && last(lightdm, text -> seat(text, "allow-guest")).map(Sections::yes).orElse(true)) {
      guest.add("may sign in (LightDM)");
    }
    text("/etc/greetd/config.toml")
        .filter(text -> text.lines().anyMatch(line -> line.strip().equals("[initial_session]")))
        .ifPresent(text -> automatic.add("an account (greetd)"));
    if (consoles()) {
      automatic.add("an account (text console)");
    }
    List<String> unclear = new ArrayList<>();
    Tries tries = tries(name -> PasswordChecks.service(files, name), unclear);
    return new Ways(automatic, guest, tries, unclear);
  }

  private Optional<String> text(String path) {
    return files.text(path, FILE_LIMIT);
  }

  /** The value in the last file that has one: what is read later wins. */
  private Optional<String> last(List<String> paths, Function<String, Optional<String>> value) {
    Optional<String> found = Optional.empty();
    for (String path : paths) {
      Optional<String> here = text(path).flatMap(value);
      found = here.isPresent() ? here : found;
    }
    return found;
  }

  /** The account that GDM opens by itself, also after a while; empty where it opens none. */
  static Optional<String> gdm(String text) {
    for (String kind : List.of("AutomaticLogin", "TimedLogin")) {
      boolean on =
          Sections.value(text, "daemon"::equals, kind + "Enable").filter(Sections::yes).isPresent();
      Optional<String> who =
          Sections.value(text, "daemon"::equals, kind).filter(name -> !name.isEmpty());
      if (on && who.isPresent()) {
        return who;
      }
    }
    return Optional.empty();
  }

  static Optional<String> sddmUser(String text) {
    return Sections.value(text, "Autologin"::equals, "User");
  }

  static Optional<String> seat(String text, String key) {
    return Sections.value(
        text, name -> name.startsWith("Seat:") || name.equals("SeatDefaults"), key);
  }

  /** SDDM's files in the order in which it reads them. */
  static List<String> sddm(RootFiles files) {
    List<String> paths = new ArrayList<>();
    folder(files, "/usr/lib/sddm/sddm.conf.d", paths);
    folder(files, SDDM_FOLDER, paths);
    paths.add(SDDM_MAIN);
    return paths;
  }

  /** LightDM's files in the order in which it reads them. */
  static List<String> lightdm(RootFiles files) {
    List<String> paths = new ArrayList<>();
    folder(files, "/usr/share/lightdm/lightdm.conf.d", paths);
    folder(files, "/etc/xdg/lightdm/lightdm.conf.d", paths);
    folder(files, LIGHTDM_FOLDER, paths);
    paths.add(LIGHTDM_MAIN);
    return paths;
  }

  private static void folder(RootFiles files, String folder, List<String> into) {
    for (String name : files.list(folder)) {
      if (name.endsWith(".conf") && into.size() < MOST_FILES) {
        into.add(folder + "/" + name);
      }
    }
  }

  /** LightDM lets guests in where the program that makes their account is there. */
  static boolean guestsPossible(RootFiles files) {
    return files.exists("/usr/sbin/guest-account") || files.exists("/usr/bin/guest-account");
  }

  /** Whether a text console is told to open an account by itself. */
  private boolean consoles() {
    for (String base : List.of("/etc/systemd/system", "/run/systemd/system")) {
      for (String unit : files.list(base)) {
        if (!unit.contains("getty@") || !unit.endsWith(".d")) {
          continue;
        }
        for (String name : files.list(base + "/" + unit)) {
          if (opensConsole(text(base + "/" + unit + "/" + name).orElse(""))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether a unit starts a text console that opens an account by itself. */
  static boolean opensConsole(String unit) {
    boolean opens = false;
    for (String raw : unit.split("\n", 1024)) {
      String line = raw.strip();
      if (line.startsWith("ExecStart=")) {
        opens = line.contains("--autologin") || line.contains(" -a ");
      }
    }
    return opens;
  }

  /** The weakest answer of all services a person signs in with. */
  private Tries tries(Function<String, Optional<String>> service, List<String> unclear) {
    String shared = text("/etc/security/faillock.conf").orElse("");
    Tries weakest = null;
    for (String name : SERVICES) {
      Optional<PamStack> stack = PamStack.of(name, service);
      if (stack.isEmpty()) {
        continue;
      }
      Tries here = tries(stack.get(), shared);
      if (weakest == null || weaker(here, weakest)) {
        weakest = here;
      }
    }
    if (weakest == null || weakest instanceof Tries.NotTold) {
      unclear.add("settings-not-readable");
    }
    return weakest == null ? new Tries.NotTold() : weakest;
  }

  private static boolean weaker(Tries one, Tries other) {
    return rank(one) > rank(other);
  }

  private static long rank(Tries tries) {
    return switch (tries) {
      case Tries.Endless() -> Long.MAX_VALUE;
      case Tries.NotTold() -> Long.MAX_VALUE - 1;
      case Tries.Locks(int after, int seconds) ->
          after * 1_000_000L + (seconds == 0 ? 0 : 999_999 - Math.min(seconds, 999_999));
    };
  }

  /**
   * What one service does after wrong tries.
   *
   * @param shared the text of {@code faillock.conf}
   */
  static Tries tries(PamStack stack, String shared) {
    Optional<PamStack.Line> before = Optional.empty();
    boolean counts = false;
    for (PamStack.Line line : stack.of("auth")) {
      if (line.module().equals(FAILLOCK)) {
        if (line.arguments().contains("preauth") && line.decides()) {
          before = Optional.of(line);
        }
        counts |= line.arguments().contains("authfail");
      }
    }
    if (before.isEmpty() || !counts) {
      return stack.whole() ? new Tries.Endless() : new Tries.NotTold();
    }
    if (before.get().argument("conf").isPresent()) {
      return new Tries.NotTold();
    }
    int deny = setting(before.get(), shared, "deny", DENY);
    return deny == 0
        ? new Tries.Endless()
        : new Tries.Locks(deny, setting(before.get(), shared, "unlock_time", UNLOCK_SECONDS));
  }

  private static int setting(PamStack.Line line, String shared, String key, int otherwise) {
    int value = otherwise;
    for (String raw : shared.split("\n", 4096)) {
      int comment = raw.indexOf('#');
      String each = (comment < 0 ? raw : raw.substring(0, comment)).strip();
      int is = each.indexOf('=');
      if (is > 0 && each.substring(0, is).strip().equals(key)) {
        value = number(each.substring(is + 1).strip(), value);
      }
    }
    int before = value;
    return line.argument(key).map(own -> number(own, before)).orElse(value);
  }

  /** faillock.conf(5): {@code never} is the same as 0. */
  private static int number(String digits, int otherwise) {
    return digits.equals("never")
        ? 0
        : AccountFiles.parse(digits).map(value -> (int) Math.min(value, 999_999)).orElse(otherwise);
  }
}
