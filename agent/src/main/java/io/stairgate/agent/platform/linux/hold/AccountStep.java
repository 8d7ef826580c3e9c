package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/**
 * One account of the laptop: shut, or asked for a new password at the next sign-in. Changed by the
 * system's own {@code chage} and {@code usermod}, which know how to lock the files; looked at in
 * {@code /etc/shadow}, of whose second field nothing is kept but whether it is empty or locked. So
 * the record holds days and one word, never a hash, and putting back never touches a password that
 * was changed meanwhile.
 */
public final class AccountStep implements Step {
  private static final int FILE_LIMIT = 4 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path CHAGE = Path.of("/usr/bin/chage");
  private static final Path USERMOD = Path.of("/usr/sbin/usermod");
  private static final String GONE = "gone";
  private static final int CHANGED = 2;
  private static final int ENDS = 7;

  private final RootFiles files;
  private final Programs programs;
  private final InstantSource clock;
  private final Kind kind;
  private final String account;

  /** What is done to an account. */
  public enum Kind {
    /** Over since the second day of 1970; PAM then says that it has expired. */
    SHUT("its end"),
    /** The same, and its password opens nothing. */
    CLOSED("its end and its lock"),
    /** Its password has to be changed at the next sign-in. Locks nobody out. */
    NEW_PASSWORD("a new password at the next sign-in");

    private final String what;

    Kind(String what) {
      this.what = what;
    }
  }

  /**
   * A step for an account that exists.
   *
   * @param account its name; see {@link #nameable}
   * @param clock tells the day
   */
  public AccountStep(
      RootFiles files, Programs programs, InstantSource clock, Kind kind, String account) {
    if (!nameable(account)) {
      throw new IllegalArgumentException("not an account this step can be about");
    }
    this.files = files;
    this.programs = programs;
    this.clock = clock;
    this.kind = kind;
    this.account = account;
  }

  /** Whether a name can be handed to the system's programs: plain, and no option of theirs. */
  public static boolean nameable(String account) {
    return account.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}") && !account.equals("root");
  }

  /** A step of the record; empty where the id is none of an account. */
  public static Optional<Step> again(
      RootFiles files, Programs programs, InstantSource clock, String id) {
    String[] parts = id.split(":", 3);
    if (parts.length != 3 || !parts[0].equals("account") || !nameable(parts[2])) {
      return Optional.empty();
    }
    for (Kind kind : Kind.values()) {
      if (word(kind).equals(parts[1])) {
        return Optional.of(new AccountStep(files, programs, clock, kind, parts[2]));
      }
    }
    return Optional.empty();
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String id() {
    return "account:" + word(kind) + ":" + account;
  }

  @Override
  public String what() {
    return "the account " + account + ": " + kind.what;
  }

  @Override
  public String expected() {
    return kind == Kind.NEW_PASSWORD ? "has to be changed at the next sign-in" : "shut";
  }

  @Override
  public String found() {
    return done() ? expected() : kind == Kind.NEW_PASSWORD ? "not asked for" : "open";
  }

  @Override
  public String sentence() {
    return kind == Kind.NEW_PASSWORD
        ? "The account " + account + " will be asked for a new password at the next sign-in."
        : "Nobody will be able to sign in with the account " + account + ".";
  }

  @Override
  public boolean done() {
    Optional<String[]> line = line();
    if (line.isEmpty()) {
      return false;
    }
    if (kind == Kind.NEW_PASSWORD) {
      return field(line.get(), CHANGED).equals("0");
    }
    String ends = field(line.get(), ENDS);
    long today = Math.floorDiv(clock.millis(), Duration.ofDays(1).toMillis());
    return number(ends) && Long.parseLong(ends) <= today;
  }

  /** The day it ends and its lock, or the day its password was changed; never what opens it. */
  @Override
  public String before() {
    return line()
        .map(
            fields ->
                switch (kind) {
                  case SHUT -> "ends=" + field(fields, ENDS);
                  case CLOSED -> "ends=" + field(fields, ENDS) + " lock=" + lock(fields[1]);
                  case NEW_PASSWORD -> "changed=" + field(fields, CHANGED);
                })
        .orElse(GONE);
  }

  @Override
  public String aim() {
    return switch (kind) {
      case SHUT -> "ends=1";
      case CLOSED -> "ends=1 lock=" + (value(before(), "lock").equals("none") ? "none" : "yes");
      case NEW_PASSWORD -> "changed=0";
    };
  }

  @Override
  public boolean still(String aim) {
    // A password that was changed meanwhile is what was asked for; putBack then leaves it alone.
    return kind == Kind.NEW_PASSWORD || before().equals(aim);
  }

  @Override
  public void make() throws HoldException, InterruptedException {
    String sentence = "This could not be changed: " + what() + ".";
    switch (kind) {
      case NEW_PASSWORD -> run(sentence, CHAGE, "-d", "0");
      case SHUT -> run(sentence, CHAGE, "-E", "1");
      case CLOSED -> {
        run(sentence, CHAGE, "-E", "1");
        if (value(before(), "lock").equals("no")) {
          run(sentence, USERMOD, "-L");
        }
      }
    }
  }

  @Override
  public void putBack(String before) throws HoldException, InterruptedException {
    String now = before();
    if (now.equals(GONE)) {
      return;
    }
    String sentence = "This could not be put back: " + what() + ".";
    if (kind == Kind.NEW_PASSWORD) {
      if (now.equals("changed=0")) {
        run(sentence, CHAGE, "-d", day(before, "changed"));
      }
      return;
    }
    if (value(before, "lock").equals("no") && value(now, "lock").equals("yes")) {
      run(sentence, USERMOD, "-U");
    }
    run(sentence, CHAGE, "-E", day(before, "ends"));
  }

  private void run(String sentence, Path program, String option)
      throws HoldException, InterruptedException {
    programs.need(sentence, Command.of(program, PATIENCE, option, account));
  }

  private void run(String sentence, Path program, String option, String value)
      throws HoldException, InterruptedException {
    programs.need(sentence, Command.of(program, PATIENCE, option, value, account));
  }

  /** What the programs take for a day: the number as it stood, or -1 for none. */
  private static String day(String state, String key) throws HoldException {
    String day = value(state, key);
    if (!day.isEmpty() && !number(day)) {
      throw new HoldException("The record of what was there before is damaged.");
    }
    return day.isEmpty() ? "-1" : day;
  }

  private static String value(String state, String key) {
    for (String word : state.split(" ", 4)) {
      if (word.startsWith(key + "=")) {
        return word.substring(key.length() + 1);
      }
    }
    return "";
  }

  private static boolean number(String digits) {
    return digits.matches("[0-9]{1,9}");
  }

  /** The only thing ever said of the field that opens an account. */
  private static String lock(String opens) {
    return opens.isEmpty() ? "none" : opens.startsWith("!") ? "yes" : "no";
  }

  private static String field(String[] fields, int at) {
    return fields.length > at ? fields[at].strip() : "";
  }

  private Optional<String[]> line() {
    for (String line : files.text("/etc/shadow", FILE_LIMIT).orElse("").split("\n", 65_536)) {
      if (line.startsWith(account + ":")) {
        String[] fields = line.split(":", 10);
        return fields.length >= 3 ? Optional.of(fields) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
