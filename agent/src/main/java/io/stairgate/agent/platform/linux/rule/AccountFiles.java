package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.AccountSource;
import io.stairgate.agent.control.PeopleSource;
import io.stairgate.agent.control.PeopleSource.Door;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The accounts of the laptop, from {@code /etc/passwd}, {@code /etc/shadow}, {@code /etc/group} and
 * {@code /etc/login.defs}. Of a password's field nothing is kept but whether there is one: no hash
 * leaves {@link #shadow}. Read again only when one of the files was written.
 *
 * <p>Over 300 lines because two questions, about passwords and about people, are answered from one
 * reading of the same files.
 */
public final class AccountFiles {
  /** The files that tell of accounts and their rights. */
  public static final List<String> WATCHED =
      List.of(
          "/etc/passwd",
          "/etc/shadow",
          "/etc/group",
          "/etc/nsswitch.conf",
          "/etc/sudoers",
          "/etc/sudoers.d",
          "/etc/polkit-1/rules.d");

  private static final int FILE_LIMIT = 4 << 20;
  private static final int MOST_LINES = 65_536;

  /** What shadow(5) tools use where {@code login.defs} says nothing. */
  private static final long DEFAULT_UID_MIN = 1000;

  private static final long DEFAULT_UID_MAX = 60_000;

  /** The year 9999: later days are no days. */
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

  private static final List<String> READ_AGAIN_WITH =
      List.of(
          "/etc/passwd",
          "/etc/shadow",
          "/etc/group",
          "/etc/login.defs",
          "/etc/nsswitch.conf",
          "/etc/sudoers",
          "/etc/sudoers.d",
          "/etc/doas.conf",
          "/etc/polkit-1/rules.d",
          "/etc/sssd/sssd.conf",
          "/etc/sssd/conf.d",
          "/var/lib/systemd/home");

  private final RootFiles files;
  private final InstantSource clock;
  private final Supplier<List<String>> signedIn;
  private final AccountUse use;
  private String stamp = "";
  private Snapshot snapshot = new Snapshot("not-read", List.of(), false, true, Optional.empty());

  /**
   * Reads nothing yet.
   *
   * @param signedIn the accounts that are signed in now
   */
  public AccountFiles(RootFiles files, InstantSource clock, Supplier<List<String>> signedIn) {
    this.files = files;
    this.clock = clock;
    this.signedIn = signedIn;
    this.use = new AccountUse(files);
  }

  /** When passwords were changed. */
  public AccountSource passwords() {
    return () -> {
      Snapshot read = snapshot();
      return read.unreadable.isEmpty()
          ? new AccountSource.Reading.Accounts(
              read.entries.stream()
                  .filter(entry -> entry.door != Door.SHUT && entry.password.isPresent())
                  .map(entry -> new AccountSource.Account(entry.name, entry.password.orElseThrow()))
                  .toList(),
              read.elsewhere,
              read.written)
          : new AccountSource.Reading.Unreadable(read.unreadable);
    };
  }

  /** Who can sign in, and who may change the laptop. */
  public PeopleSource people() {
    return new PeopleSource() {
      @Override
      public Reading read() {
        Snapshot read = snapshot();
        if (!read.unreadable.isEmpty()) {
          return new Reading.Unreadable(read.unreadable);
        }
        long today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
        List<String> here = signedIn.get();
        return new Reading.People(
            read.entries.stream()
                .map(
                    entry ->
                        new Person(
                            entry.name,
                            entry.uid == 0 && entry.name.equals("root"),
                            entry.door(today),
                            entry.administrator,
                            here.contains(entry.name)))
                .toList(),
            read.elsewhere,
            read.rightsClear);
      }

      @Override
      public Optional<Set<String>> unusedSince(Set<String> names, Instant since) {
        long sinceDay = LocalDate.ofInstant(since, ZoneOffset.UTC).toEpochDay();
        List<String> here = signedIn.get();
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (Entry entry : snapshot().entries) {
          // A password that was set since then: the account is younger, or somebody used it.
          boolean young =
              entry.password.isPresent()
                  && entry.password.get() instanceof AccountSource.Password.Changed(LocalDate day)
                  && day.toEpochDay() >= sinceDay;
          if (names.contains(entry.name) && !young && !here.contains(entry.name)) {
            numbers.put(entry.name, entry.uid);
          }
        }
        return use.unusedSince(numbers, since);
      }

      @Override
      public Set<String> usedSince(Set<String> names, Instant since) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (Entry entry : snapshot().entries) {
          if (names.contains(entry.name)) {
            numbers.put(entry.name, entry.uid);
          }
        }
        return use.usedSince(numbers, since);
      }
    };
  }

  /** One account; {@code ends} is the day of the epoch from which nobody signs in with it. */
  private record Entry(
      String name,
      long uid,
      Door door,
      Optional<AccountSource.Password> password,
      Optional<Long> ends,
      Optional<String> administrator) {
    Door door(long today) {
      return ends.filter(day -> day <= today).isPresent() ? Door.SHUT : door;
    }
  }

  private record Snapshot(
      String unreadable,
      List<Entry> entries,
      boolean elsewhere,
      boolean rightsClear,
      Optional<Instant> written) {}

  /** What is left of a line of {@code shadow}: nothing of the password itself. */
  private record Shadow(Door door, Optional<AccountSource.Password> password, Optional<Long> ends) {
    static final Shadow NONE = new Shadow(Door.LOCKED, Optional.empty(), Optional.empty());
  }

  private synchronized Snapshot snapshot() {
    String now = FileStamps.of(files, READ_AGAIN_WITH);
    if (!now.equals(stamp)) {
      snapshot = readNow();
      stamp = now;
    }
    return snapshot;
  }

  private Snapshot readNow() {
    Optional<String> passwd = files.text("/etc/passwd", FILE_LIMIT);
    if (passwd.isEmpty()) {
      return unreadable("no-list-of-accounts");
    }
    return switch (files.read("/etc/shadow", FILE_LIMIT)) {
      case FileText.Denied() -> unreadable("needs-administrator");
      case FileText.Missing() -> unreadable("no-list-of-passwords");
      case FileText.Failed() -> unreadable("no-list-of-passwords");
      case FileText.Content content -> {
        Administrators administrators = Administrators.read(files);
        yield new Snapshot(
            "",
            entries(
                passwd.get(),
                content.text(),
                files.text("/etc/login.defs", FILE_LIMIT).orElse(""),
                files.text("/etc/group", FILE_LIMIT).orElse(""),
                administrators),
            elsewhere(),
            administrators.clear(),
            FileStamps.written(files, "/etc/shadow"));
      }
    };
  }

  private static Snapshot unreadable(String reason) {
    return new Snapshot(reason, List.of(), false, true, Optional.empty());
  }

  /** Puts the files together. Lines that are none are passed over. */
  private static List<Entry> entries(
      String passwd, String shadow, String loginDefs, String group, Administrators administrators) {
    long first = number(loginDefs, "UID_MIN", DEFAULT_UID_MIN);
    long last = number(loginDefs, "UID_MAX", DEFAULT_UID_MAX);
    Map<String, Shadow> passwords = new HashMap<>();
    for (String line : shadow.split("\n", MOST_LINES)) {
      String[] fields = line.split(":", 10);
      if (fields.length >= 3 && !fields[0].isEmpty()) {
        passwords.putIfAbsent(fields[0], shadow(fields));
      }
    }
    Map<String, Map<String, Long>> members = Administrators.members(group);
    Map<Long, String> groups = Administrators.byNumber(group);
    List<Entry> entries = new ArrayList<>();
    for (String line : passwd.split("\n", MOST_LINES)) {
      String[] fields = line.split(":", 8);
      long uid = fields.length == 7 ? parse(fields[2]).orElse(-1L) : -1;
      if (uid < 0 || fields[0].isEmpty()) {
        continue;
      }
      Shadow found = password(fields[1], passwords.getOrDefault(fields[0], Shadow.NONE));
      boolean range = uid == 0 || (uid >= first && uid <= last);
      boolean shell = signsIn(fields[6].strip());
      if (!range && !(shell && found.door != Door.LOCKED)) {
        continue;
      }
      Map<String, Long> memberOf = new LinkedHashMap<>(members.getOrDefault(fields[0], Map.of()));
      parse(fields[3])
          .ifPresent(number -> memberOf.put(groups.getOrDefault(number, "#" + number), number));
      entries.add(
          new Entry(
              fields[0],
              uid,
              shell ? found.door : Door.SHUT,
              found.password,
              found.ends,
              administrators.of(fields[0], uid, memberOf)));
    }
    return entries;
  }

  /** The accounts a person signs in with by a password, for tests of the parser. */
  static List<AccountSource.Account> accounts(String passwd, String shadow, String loginDefs) {
    return entries(
            passwd, shadow, loginDefs, "", new Administrators(Set.of(), Set.of(), false, true))
        .stream()
        .filter(entry -> entry.door != Door.SHUT && entry.password.isPresent())
        .map(entry -> new AccountSource.Account(entry.name, entry.password.orElseThrow()))
        .toList();
  }

  private static boolean signsIn(String shell) {
    return !shell.endsWith("/nologin") && !shell.endsWith("/false") && !shell.endsWith("/sync");
  }

  private static Shadow shadow(String[] fields) {
    Optional<Long> ends =
        fields.length >= 8
            ? parse(fields[7].strip()).filter(day -> day <= LAST_DAY)
            : Optional.empty();
    if (locked(fields[1])) {
      return new Shadow(Door.LOCKED, Optional.empty(), ends);
    }
    if (fields[1].isEmpty()) {
      return new Shadow(
          fields[2].strip().equals("0") ? Door.ASKED : Door.OPEN,
          Optional.of(new AccountSource.Password.None()),
          ends);
    }
    AccountSource.Password password =
        parse(fields[2].strip())
            .filter(day -> day <= LAST_DAY)
            .<AccountSource.Password>map(
                day ->
                    day == 0
                        ? new AccountSource.Password.DueNow()
                        : new AccountSource.Password.Changed(LocalDate.ofEpochDay(day)))
            .orElseGet(AccountSource.Password.NoDate::new);
    return new Shadow(Door.PASSWORD, Optional.of(password), ends);
  }

  private static Shadow password(String inPasswd, Shadow shadow) {
    if (inPasswd.equals("x")) {
      return shadow;
    }
    // Kept in passwd itself, as forty years ago: there is no date then.
    if (locked(inPasswd)) {
      return Shadow.NONE;
    }
    return inPasswd.isEmpty()
        ? new Shadow(Door.OPEN, Optional.of(new AccountSource.Password.None()), Optional.empty())
        : new Shadow(
            Door.PASSWORD, Optional.of(new AccountSource.Password.NoDate()), Optional.empty());
  }

  /** crypt(5): no hash begins so, so nothing anybody types opens the account. */
  private static boolean locked(String hash) {
    return hash.startsWith("!") || hash.startsWith("*");
  }

  /** A number without a sign of at most twelve digits. */
  static Optional<Long> parse(String digits) {
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
  private boolean elsewhere() {
    if (files.list("/var/lib/systemd/home").stream().anyMatch(name -> name.endsWith(".identity"))) {
      return true;
    }
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
