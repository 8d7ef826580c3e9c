package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.AccountSource;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The accounts a person signs in with, from {@code /etc/passwd}, {@code /etc/shadow} and {@code
 * /etc/login.defs}. Of a password's field nothing is kept but whether there is one: no hash leaves
 * {@link #password}.
 */
final class AccountFiles implements AccountSource {
  static final List<String> WATCHED =
      List.of("/etc/passwd", "/etc/shadow", "/etc/login.defs", "/etc/nsswitch.conf");

  private static final int FILE_LIMIT = 4 << 20;
  private static final int MOST_LINES = 65_536;

  /** What shadow(5) tools use where {@code login.defs} says nothing. */
  private static final long DEFAULT_UID_MIN = 1000;

  private static final long DEFAULT_UID_MAX = 60_000;

  /** The year 9999: later days are no days. */
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

  private final RootFiles files;

  AccountFiles(RootFiles files) {
    this.files = files;
  }

  @Override
  public Reading read() {
    Optional<String> passwd = files.text("/etc/passwd", FILE_LIMIT);
    if (passwd.isEmpty()) {
      return new Reading.Unreadable("no-list-of-accounts");
    }
    return switch (files.read("/etc/shadow", FILE_LIMIT)) {
      case FileText.Denied() -> new Reading.Unreadable("needs-administrator");
      case FileText.Missing() -> new Reading.Unreadable("no-list-of-passwords");
      case FileText.Failed() -> new Reading.Unreadable("no-list-of-passwords");
      case FileText.Content content ->
          new Reading.Accounts(
              accounts(
                  passwd.get(),
                  content.text(),
                  files.text("/etc/login.defs", FILE_LIMIT).orElse("")),
              others());
    };
  }

  /** Puts the three files together. Lines that are none are passed over. */
  static List<Account> accounts(String passwd, String shadow, String loginDefs) {
    long first = number(loginDefs, "UID_MIN", DEFAULT_UID_MIN);
    long last = number(loginDefs, "UID_MAX", DEFAULT_UID_MAX);
    Map<String, String[]> passwords = new HashMap<>();
    for (String line : shadow.split("\n", MOST_LINES)) {
      String[] fields = line.split(":", 10);
      if (fields.length >= 3 && !fields[0].isEmpty()) {
        passwords.putIfAbsent(fields[0], fields);
      }
    }
    List<Account> accounts = new ArrayList<>();
    for (String line : passwd.split("\n", MOST_LINES)) {
      String[] fields = line.split(":", 8);
      if (fields.length != 7 || fields[0].isEmpty() || !signsIn(fields[6].strip())) {
        continue;
      }
      long uid = parse(fields[2]).orElse(-1L);
      if (uid != 0 && (uid < first || uid > last)) {
        continue;
      }
      password(fields[1], passwords.get(fields[0]))
          .ifPresent(password -> accounts.add(new Account(fields[0], password)));
    }
    return accounts;
  }

  private static boolean signsIn(String shell) {
    return !shell.endsWith("/nologin") && !shell.endsWith("/false") && !shell.endsWith("/sync");
  }

  /** Empty for an account that no password opens. */
  private static Optional<Password> password(
      String inPasswd, String @org.jspecify.annotations.Nullable [] shadow) {
    if (!inPasswd.equals("x")) {
      // Kept in passwd itself, as forty years ago: there is no date then.
      return locked(inPasswd)
          ? Optional.empty()
          : Optional.of(inPasswd.isEmpty() ? new Password.None() : new Password.NoDate());
    }
    if (shadow == null || locked(shadow[1])) {
      return Optional.empty();
    }
    if (shadow[1].isEmpty()) {
      return Optional.of(new Password.None());
    }
    if (shadow[2].isBlank()) {
      return Optional.of(new Password.NoDate());
    }
    Optional<Long> day = parse(shadow[2].strip()).filter(number -> number <= LAST_DAY);
    if (day.isEmpty()) {
      return Optional.of(new Password.NoDate());
    }
    return Optional.of(
        day.get() == 0
            ? new Password.DueNow()
            : new Password.Changed(LocalDate.ofEpochDay(day.get())));
  }

  /** crypt(5): no hash begins so, so nothing anybody types opens the account. */
  private static boolean locked(String hash) {
    return hash.startsWith("!") || hash.startsWith("*");
  }

  private static Optional<Long> parse(String digits) {
    if (digits.isEmpty() || digits.length() > 12) {
      return Optional.empty();
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return Optional.empty();
      }
      value = value * 10 + (c - '0');
    }
    return Optional.of(value);
  }

  private static long number(String loginDefs, String key, long otherwise) {
    for (String line : loginDefs.split("\n", 4096)) {
      String[] words = line.strip().split("\\s+", 3);
      if (words.length >= 2 && words[0].equals(key)) {
        return parse(words[1]).orElse(otherwise);
      }
    }
    return otherwise;
  }

  /** Whether people can also sign in with accounts of a directory that no file here lists. */
  private boolean others() {
    for (String line : files.text("/etc/nsswitch.conf", 64 * 1024).orElse("").split("\n", 256)) {
      if (!line.startsWith("passwd:")) {
        continue;
      }
      for (String source : line.substring("passwd:".length()).strip().split("\\s+", 32)) {
        switch (source) {
          case "ldap", "winbind", "nis", "nisplus", "google-auth", "himmelblau", "aad" -> {
            return true;
          }
          case "sss" -> {
            // Some systems name it before anybody has set it up.
            if (files.exists("/etc/sssd/sssd.conf") || !files.list("/etc/sssd/conf.d").isEmpty()) {
              return true;
            }
          }
          default -> {}
        }
      }
    }
    return false;
  }
}
