package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do everything: a second account with root's number, what sudo, doas and polkit say, and
 * the groups that can make themselves root (containers and whole disks).
 *
 * @param users names and {@code #uid}
 * @param groups groups and {@code #gid}
 * @param everybody whether everybody may
 * @param clear false where not all of it could be read
 */
record Administrators(Set<String> users, Set<String> groups, boolean everybody, boolean clear) {
  static final List<String> WATCHED =
      List.of("/etc/group", "/etc/sudoers", "/etc/sudoers.d", "/etc/polkit-1/rules.d");

  private static final int FILE_LIMIT = 1 << 20;
  private static final int MOST_RULES = 256;
  private static final List<String> POLKIT =
      List.of("/etc/polkit-1/rules.d", "/usr/share/polkit-1/rules.d");
  private static final String POLKIT_OLD = "/etc/polkit-1/localauthority.conf.d";

  /** Whoever is in one of these can become root without being asked anything. */
  private static final Set<String> AS_GOOD_AS_ROOT = Set.of("docker", "lxd", "incus-admin", "disk");

  /** What to fall back on where sudo's files may not be read. */
  private static final Set<String> USUAL = Set.of("sudo", "wheel", "admin");

  static Administrators read(RootFiles files) {
    Set<String> users = new LinkedHashSet<>();
    Set<String> groups = new LinkedHashSet<>(AS_GOOD_AS_ROOT);
    boolean everybody = false;
    boolean clear = true;
    if (files.exists("/etc/sudoers")) {
      Sudoers.Rights rights =
          Sudoers.read(path -> files.text(path, FILE_LIMIT), path -> files.list(path));
      users.addAll(rights.users());
      groups.addAll(rights.groups());
      everybody = rights.everybody();
      clear = rights.clear();
      if (!clear) {
        groups.addAll(USUAL);
      }
    }
    files.text("/etc/doas.conf", FILE_LIMIT).ifPresent(text -> doas(text, users, groups));
    int read = 0;
    for (String folder : POLKIT) {
      for (String name : files.list(folder)) {
        if (name.endsWith(".rules") && read++ < MOST_RULES) {
          String text = files.text(folder + "/" + name, FILE_LIMIT).orElse("");
          if (text.contains("addAdminRule")) {
            identities(text, users, groups);
          }
        }
      }
    }
    for (String name : files.list(POLKIT_OLD)) {
      if (name.endsWith(".conf")) {
        identities(files.text(POLKIT_OLD + "/" + name, FILE_LIMIT).orElse(""), users, groups);
      }
    }
    users.remove("root");
    users.remove("#0");
    groups.remove("root");
    return new Administrators(users, groups, everybody, clear);
  }

  /** {@code permit [options] identity [as target] [cmd …]}: only without {@code cmd} it is all. */
  static void doas(String text, Set<String> users, Set<String> groups) {
    for (String line : text.split("\n", 4096)) {
      String[] words = line.strip().split("[ \t]+", 64);
      boolean limited = List.of(words).contains("cmd");
      if (!words[0].equals("permit") || limited) {
        continue;
      }
      boolean inList = false;
      for (int i = 1; i < words.length; i++) {
        String word = words[i];
        inList |= word.equals("{");
        boolean option =
            inList
                || word.equals("nopass")
                || word.equals("persist")
                || word.equals("keepenv")
                || word.equals("nolog")
                || word.equals("setenv");
        inList &= !word.equals("}");
        if (!option) {
          (word.startsWith(":") ? groups : users)
              .add(word.startsWith(":") ? word.substring(1) : word);
          break;
        }
      }
    }
  }

  /** Everything of the form {@code unix-user:NAME} and {@code unix-group:NAME}. */
  static void identities(String text, Set<String> users, Set<String> groups) {
    collect(text, "unix-user:", users);
    collect(text, "unix-group:", groups);
  }

  private static void collect(String text, String kind, Set<String> into) {
    for (int at = text.indexOf(kind); at >= 0; at = text.indexOf(kind, at + 1)) {
      int end = at + kind.length();
      while (end < text.length() && named(text.charAt(end))) {
        end++;
      }
      String name = text.substring(at + kind.length(), end);
      if (!name.isEmpty() && into.size() < 2_000) {
        into.add(name.chars().allMatch(Character::isDigit) ? "#" + name : name);
      }
    }
  }

  private static boolean named(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' || c == '$';
  }

  /**
   * What makes an account an administrator, in words.
   *
   * @param memberOf the groups it is in: name and number
   */
  Optional<String> of(String name, long uid, Map<String, Long> memberOf) {
    if (uid == 0) {
      return Optional.of("has the number of root");
    }
    if (users.contains(name) || users.contains("#" + uid)) {
      return Optional.of("named as an administrator");
    }
    for (Map.Entry<String, Long> group : memberOf.entrySet()) {
      if (groups.contains(group.getKey()) || groups.contains("#" + group.getValue())) {
        return Optional.of("in the group " + group.getKey());
      }
    }
    return everybody ? Optional.of("everybody is an administrator here") : Optional.empty();
  }

  /**
   * The groups of each account from {@code /etc/group}: account → group → number. The group an
   * account has in {@code passwd} is to be looked up by its number among {@link #byNumber}.
   */
  static Map<String, Map<String, Long>> members(String group) {
    Map<String, Map<String, Long>> members = new HashMap<>();
    for (String line : group.split("\n", 65_536)) {
      String[] fields = line.split(":", 5);
      if (fields.length == 4 && !fields[0].isEmpty()) {
        long number = AccountFiles.parse(fields[2]).orElse(-1L);
        for (String name : fields[3].strip().split(",", 4096)) {
          if (!name.isEmpty()) {
            members.computeIfAbsent(name, key -> new HashMap<>()).put(fields[0], number);
          }
        }
      }
    }
    return members;
  }

  /** Number → name of the groups in {@code /etc/group}. */
  static Map<Long, String> byNumber(String group) {
    Map<Long, String> names = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (String line : group.split("\n", 65_536)) {
      String[] fields = line.split(":", 5);
      if (fields.length == 4 && !fields[0].isEmpty() && seen.add(fields[0])) {
        AccountFiles.parse(fields[2]).ifPresent(number -> names.putIfAbsent(number, fields[0]));
      }
    }
    return names;
  }
}
