package io.stairgate.console.keep;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is kept for a time, in the order in which it is shown, with the suggestion, its bounds and
 * its reason. A setting may choose another length within the bounds and says why.
 */
public enum Kept {
  /** Each change of a finding. */
  CHECKS(
      "checks",
      "Each change of a check",
      "When a rule on a laptop became met or not met, to the minute.",
      ChronoUnit.DAYS,
      30,
      7,
      400,
      "To find out what went wrong. After that one line for each day is left."),
  /** One line for each day. */
  DAYS(
      "days",
      "Each day of a check",
      "How each rule was on each laptop at the end of a day.",
      ChronoUnit.MONTHS,
      13,
      1,
      72,
      "To compare with the same term last year. After that only numbers are left. Whole months are"
          + " removed."),
  /** What laptops told about themselves. */
  LAPTOP_EVENTS(
      "laptop-events",
      "What laptops told about themselves",
      "Starts and stops of the checker, gaps, settings changed by others, programs that went.",
      ChronoUnit.MONTHS,
      12,
      1,
      72,
      "For the yearly audit."),
  /** What happened with memory sticks, and who asked. */
  STICKS(
      "sticks",
      "Memory sticks that were used or blocked",
      "Which stick, which laptop, when, the signed-in account, and requests that were answered.",
      ChronoUnit.MONTHS,
      12,
      1,
      72,
      "For the yearly audit. After that only numbers are left, without a person."),
  /** Alerts that are resolved. */
  ALERTS(
      "alerts",
      "Alerts that are resolved",
      "What it was, on which laptop, who looked at it, and the outcome. An open alert is never"
          + " removed.",
      ChronoUnit.MONTHS,
      12,
      3,
      72,
      "To see whether something comes back. After that only numbers are left."),
  /** Messages to people. */
  MESSAGES(
      "messages",
      "Messages that were sent",
      "To whom, when, whether it arrived, and days when somebody was away.",
      ChronoUnit.MONTHS,
      12,
      1,
      36,
      "To show that people were told."),
  /** Reports from laptops that are closed. */
  CONCERNS(
      "concerns",
      "Reports from laptops that are closed",
      "What somebody reported, and how it ended. It is not removed by itself: you are asked to look"
          + " at it.",
      ChronoUnit.MONTHS,
      36,
      12,
      312,
      "Your safeguarding policy decides. What belongs in a child's file is kept there."),
  /** Who read the notice. */
  NOTICES(
      "notices",
      "Who read the notice at sign-in",
      "Which account read which notice, and when. It counts from the day you said that the person"
          + " left.",
      ChronoUnit.MONTHS,
      12,
      0,
      84,
      "To show that staff were told. It is kept while somebody works here, and for this long"
          + " after."),
  /** Decisions of people. */
  DECISIONS(
      "decisions",
      "Decisions that are over",
      "Permissions, earlier rules, invitations, orders about accounts, tokens, weekly summaries.",
      ChronoUnit.MONTHS,
      72,
      12,
      312,
      "The time in which somebody may go to court over it."),
  /** The log. */
  LOG(
      "log",
      "The log of who did what",
      "After this only an empty line is left, with a seal that shows that the log is whole.",
      ChronoUnit.MONTHS,
      72,
      12,
      312,
      "The time in which somebody may go to court over it."),
  /** Sessions. */
  SIGN_INS(
      "sign-ins",
      "Sign-ins that are over",
      "Sessions and links to get in that have ended.",
      ChronoUnit.DAYS,
      30,
      1,
      90,
      "To find out what went wrong."),
  /** Browsers. */
  BROWSERS(
      "browsers",
      "Browsers that somebody signed in with",
      "The kind of browser and when it was last used, so that a new one is noticed.",
      ChronoUnit.MONTHS,
      12,
      1,
      24,
      "A browser that was not used for this long counts as new."),
  /** Signed copies. */
  SIGNED(
      "signed",
      "Signed rules that were replaced",
      "What each laptop was told to do before. The newest is always kept.",
      ChronoUnit.MONTHS,
      13,
      3,
      72,
      "To show which rules a laptop had on a day.");

  private final String code;
  private final String title;
  private final String what;
  private final ChronoUnit unit;
  private final int suggested;
  private final int least;
  private final int most;
  private final String why;

  Kept(
      String code,
      String title,
      String what,
      ChronoUnit unit,
      int suggested,
      int least,
      int most,
      String why) {
    this.code = code;
    this.title = title;
    this.what = what;
    this.unit = unit;
    this.suggested = suggested;
    this.least = least;
    this.most = most;
    this.why = why;
  }

  /** How it is written in the database, in addresses and in the API. */
  public String code() {
    return code;
  }

  /** How people read it. */
  public String title() {
    return title;
  }

  /** What it is, in a sentence or two. */
  public String what() {
    return what;
  }

  /** {@link ChronoUnit#DAYS} or {@link ChronoUnit#MONTHS}. */
  public ChronoUnit unit() {
    return unit;
  }

  /** How long, where a setting says nothing else. */
  public int suggested() {
    return suggested;
  }

  /** The shortest a setting may choose. */
  public int least() {
    return least;
  }

  /** The longest a setting may choose. */
  public int most() {
    return most;
  }

  /** Why for so long. */
  public String why() {
    return why;
  }

  /** Whether it waits for a person instead of going by itself. */
  public boolean asks() {
    return this == CONCERNS;
  }

  /** A length in words: "30 days", "1 month", "6 years". */
  public String words(int amount) {
    if (unit == ChronoUnit.MONTHS && amount >= 24 && amount % 12 == 0) {
      return amount / 12 + " years";
    }
    String one = unit == ChronoUnit.DAYS ? "day" : "month";
    return amount == 1 ? "1 " + one : amount + " " + one + "s";
  }

  /**
   * The moment before which it goes.
   *
   * @param amount how long it is kept
   */
  Instant cut(int amount, Instant now) {
    return unit == ChronoUnit.DAYS
        ? now.minus(amount, ChronoUnit.DAYS)
        : now.atOffset(ZoneOffset.UTC).minusMonths(amount).toInstant();
  }

  /** The same as a day: what was on an earlier day goes. */
  LocalDate cutDay(int amount, Instant now) {
    return cut(amount, now).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /** What has that code; empty where nothing has. */
  public static Optional<Kept> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }

  /** All, in the order in which they are shown. */
  public static List<Kept> all() {
    return List.of(values());
  }
}
