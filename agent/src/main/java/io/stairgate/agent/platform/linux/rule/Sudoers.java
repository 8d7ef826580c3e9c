package io.stairgate.agent.platform.linux.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Who may run what as root, as {@code sudoers(5)} and the files it includes say it. Looks for one
 * thing only: to whom every command is given. Errs towards naming somebody: what is taken away
 * again by a {@code !} later is not followed. Bounded in files, lines and depth; never throws.
 */
final class Sudoers {
  private static final int MOST_FILES = 128;
  private static final int MOST_LINES = 20_000;
  private static final int DEEPEST = 8;
  private static final int MOST_NAMES = 2_000;

  private final Function<String, Optional<String>> text;
  private final Function<String, List<String>> list;
  private final Map<String, String> userAliases = new HashMap<>();
  private final Set<String> everything = new HashSet<>();
  private final List<String[]> grants = new ArrayList<>();
  private int filesRead;
  private int linesRead;
  private boolean clear = true;

  private Sudoers(Function<String, Optional<String>> text, Function<String, List<String>> list) {
    this.text = text;
    this.list = list;
    everything.add("ALL");
  }

  /**
   * What the files give.
   *
   * @param users names and {@code #uid} to whom every command is given
   * @param groups groups and {@code #gid} likewise
   * @param everybody whether it is given to all
   * @param partly users and {@code %groups} to whom some commands are given
   * @param clear false where something was not readable or not understood
   */
  record Rights(
      Set<String> users,
      Set<String> groups,
      boolean everybody,
      Set<String> partly,
      boolean clear) {}

  /**
   * Reads {@code /etc/sudoers} and all it includes.
   *
   * @param text the text of a file; empty where it cannot be read
   * @param list the names in a folder, sorted
   */
  static Rights read(Function<String, Optional<String>> text, Function<String, List<String>> list) {
    Sudoers sudoers = new Sudoers(text, list);
    sudoers.file("/etc/sudoers", 0);
    return sudoers.rights();
  }

  private void file(String path, int depth) {
    if (depth > DEEPEST || filesRead >= MOST_FILES) {
      clear = false;
      return;
    }
    filesRead++;
    Optional<String> found = text.apply(path);
    if (found.isEmpty()) {
      clear = false;
      return;
    }
    String joined = found.get().replace("\\\r\n", " ").replace("\\\n", " ");
    for (String line : joined.split("\n", MOST_LINES)) {
      if (++linesRead > MOST_LINES) {
        clear = false;
        return;
      }
      line(line.strip(), depth);
    }
  }

  private void line(String line, int depth) {
    if (line.isEmpty()) {
      return;
    }
    String[] words = line.split("[ \t]+", 2);
    String first = words[0];
    String rest = words.length > 1 ? words[1].strip() : "";
    switch (first) {
      case "#include", "@include" -> file(absolute(rest), depth + 1);
      case "#includedir", "@includedir" -> folder(absolute(rest), depth);
      case "User_Alias" -> aliases(uncommented(rest), true);
      case "Cmnd_Alias", "Cmd_Alias" -> aliases(uncommented(rest), false);
      case "Host_Alias", "Runas_Alias" -> {}
      default -> {
        boolean comment = first.startsWith("#") && !first.matches("#-?[0-9]+.*");
        if (!comment && !first.startsWith("Defaults")) {
          grant(first.startsWith("#") ? "#" + uncommented(line.substring(1)) : uncommented(line));
        }
      }
    }
  }

  private void folder(String path, int depth) {
    for (String name : list.apply(path)) {
      if (name.indexOf('.') < 0 && !name.endsWith("~")) {
        file(path + "/" + name, depth + 1);
      }
    }
  }

  private static String absolute(String path) {
    String plain = path.replace("\"", "").strip();
    String whole = plain.startsWith("/") ? plain : "/etc/" + plain;
    return whole.length() > 1 && whole.endsWith("/")
        ? whole.substring(0, whole.length() - 1)
        : whole;
  }

  /** A {@code #} begins a comment unless it is a number of a user or group, or escaped. */
  private static String uncommented(String line) {
    for (int i = line.indexOf('#'); i >= 0; i = line.indexOf('#', i + 1)) {
      boolean number =
          i + 1 < line.length()
              && (Character.isDigit(line.charAt(i + 1)) || line.charAt(i + 1) == '-');
      boolean escaped = i > 0 && line.charAt(i - 1) == '\\';
      if (!number && !escaped) {
        return line.substring(0, i).strip();
      }
    }
    return line;
  }

  private void aliases(String definitions, boolean users) {
    for (String definition : definitions.split("(?<!\\\\):", 256)) {
      int is = definition.indexOf('=');
      if (is <= 0) {
        continue;
      }
      String name = definition.substring(0, is).strip();
      String value = definition.substring(is + 1);
      if (users && userAliases.size() < MOST_NAMES) {
        userAliases.put(name, value);
      } else if (!users && everything.size() < MOST_NAMES && givesAll(value)) {
        everything.add(name);
      }
    }
  }

  private void grant(String line) {
    String spaced = line.replace("\\ ", "\u0001").replaceAll("[ \t]*,[ \t]*", ",");
    int is = spaced.indexOf('=');
    String[] left = (is < 0 ? "" : spaced.substring(0, is)).strip().split("[ \t]+", 2);
    if (is < 0 || left.length < 2 || grants.size() >= MOST_NAMES) {
      clear = false;
      return;
    }
    grants.add(new String[] {left[0], spaced.substring(is + 1)});
  }

  /** Whether a list of commands holds every command; what stands in brackets is not a command. */
  private boolean givesAll(String commands) {
    String bare = commands.replaceAll("\\([^)]*\\)", " ");
    for (String word : bare.split("[ \t,:=]+", 4096)) {
      if (everything.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private Rights rights() {
    Set<String> users = new LinkedHashSet<>();
    Set<String> groups = new LinkedHashSet<>();
    Set<String> partly = new LinkedHashSet<>();
    boolean everybody = false;
    for (String[] grant : grants) {
      Set<String> names = new LinkedHashSet<>();
      resolve(grant[0], names, 0);
      boolean all = givesAll(grant[1]);
      for (String name : names) {
        if (!all) {
          partly.add(name);
        } else if (name.equals("ALL")) {
          everybody = true;
        } else if (name.startsWith("%")) {
          groups.add(name.substring(1));
        } else {
          users.add(name);
        }
      }
    }
    return new Rights(users, groups, everybody, partly, clear);
  }

  private void resolve(String members, Set<String> into, int depth) {
    for (String raw : members.split(",", MOST_NAMES)) {
      String name = raw.strip().replace("\"", "").replace('\u0001', ' ').replace("\\ ", " ");
      if (name.isEmpty() || name.startsWith("!") || into.size() >= MOST_NAMES) {
        continue;
      }
      String alias = userAliases.get(name);
      if (alias != null && depth < DEEPEST) {
        resolve(alias.replaceAll("[ \t]*,[ \t]*", ",").strip(), into, depth + 1);
      } else if (name.startsWith("+") || name.startsWith("%:") || alias != null) {
        // Of a directory; or aliases that name each other.
        clear = false;
      } else {
        into.add(name.startsWith("%#") ? "%#" + name.substring(2) : name);
      }
    }
  }
}
