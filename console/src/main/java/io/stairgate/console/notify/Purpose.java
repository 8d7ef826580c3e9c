package io.stairgate.console.notify;

import java.util.Arrays;
import java.util.Optional;

/** What a message is for. */
public enum Purpose {
  /** Something happened: to those who answer for it first. */
  ALERT("alert", "Alert", true),
  /** Something urgent that nobody has seen yet: to those who are told next. */
  ESCALATION("escalation", "Nobody has seen it yet", true),
  /** Something urgent that nobody has seen yet, where nobody else is there: once more. */
  REPEAT_URGENT("repeat-urgent", "Reminder", true),
  /** The weekly list. */
  DIGEST("digest", "Weekly list", false),
  /** The weekly update to the head. */
  WEEKLY_UPDATE("weekly-update", "Weekly update", false),
  /** What is to be done before a term ends. */
  TERMLY_TASK("termly-task", "Before the end of term", true),
  /** Nothing was heard from any laptop: to whoever looks after the console. */
  DEAD_MAN("dead-man", "No laptop reports", true),
  /** Somebody tries whether messages arrive. */
  TRIAL("trial", "Trial message", false);

  private final String code;
  private final String title;
  private final boolean counts;

  Purpose(String code, String title, boolean counts) {
    this.code = code;
    this.title = title;
    this.counts = counts;
  }

  /** How it is written in the database and in the API. */
  public String code() {
    return code;
  }

  /** How people read it. */
  public String title() {
    return title;
  }

  /** Whether it counts for "fewer than five messages a week" (digests do not). */
  public boolean counts() {
    return counts;
  }

  /** The purpose of that code; empty where there is none. */
  public static Optional<Purpose> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }
}
