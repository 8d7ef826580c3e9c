package io.stairgate.console.alert;

import java.util.Arrays;

/**
 * What kinds of alerts there are, and in which few closed words a message names each: it says
 * neither who nor what exactly. A kind of a later version is {@link #OTHER}.
 */
public enum AlertKind {
  /** A stick was blocked. */
  MEDIUM_BLOCKED("medium-blocked", "A memory stick was blocked", Topic.STICK),
  /** A stick was used without permission. */
  MEDIUM_USED("medium-used", "A memory stick was used without permission", Topic.STICK),
  /** A stick should have been blocked. */
  MEDIUM_NOT_BLOCKED("medium-not-blocked", "A memory stick was not blocked", Topic.STICK),
  /** A stick is not the one that was allowed. */
  MEDIUM_CHANGED("medium-changed", "A memory stick is not the one that was allowed", Topic.STICK),
  /** There is malware on a stick. */
  INFECTED("infected", "Malware was found on a memory stick", Topic.STICK),
  /** A stick was not scanned whole. */
  SCAN_INCOMPLETE("scan-incomplete", "A memory stick could not be scanned", Topic.STICK),
  /** Two sticks say that they are one. */
  MEDIUM_TWICE("medium-twice", "Two memory sticks say they are the same", Topic.STICK),
  /** Reports are missing. */
  JOURNAL_GAP("journal-gap", "Some reports of a laptop are missing", Topic.LAPTOP),
  /** A used line was tried again. */
  SPENT_CODE("spent-code", "Somebody tried to add a laptop", Topic.LAPTOP),
  /** Two laptops say that they are one. */
  CLONE("clone", "Two laptops say they are the same", Topic.LAPTOP),
  /** The log was changed. */
  AUDIT_CHANGED("audit-changed", "The log of who did what was changed", Topic.CONSOLE),
  /** Somebody reported a concern. */
  CONCERN("concern", "Somebody reported something", Topic.PERSON),
  /** A password may be known. */
  PASSWORD_KNOWN("password-known", "A password may be known", Topic.PERSON),
  /** A laptop is lost. */
  LAPTOP_LOST("laptop-lost", "A laptop was reported as lost", Topic.LAPTOP),
  /** A password was not changed in time. */
  PASSWORD_NOT_CHANGED("password-not-changed", "A password was not changed in time", Topic.PERSON),
  /** Somebody changed the checker: about how a member of staff behaved. */
  TAMPERED("tampered", "The checker on a laptop was changed", Topic.PERSON, true),
  /** The checker did not run. */
  WAS_AWAY("was-away", "The checker on a laptop did not run", Topic.LAPTOP),
  /** A rule is worked against: about how a member of staff behaved. */
  CHANGED_AGAIN("changed-again", "A rule is changed again and again", Topic.PERSON, true),
  /** A recovery key is gone. */
  RECOVERY_KEY_VANISHED("recovery-key-vanished", "A recovery key is gone", Topic.LAPTOP),
  /** A recovery key was opened. */
  RECOVERY_KEY_OPENED("recovery-key-opened", "A recovery key was opened", Topic.LAPTOP),
  /** A sign-in was not stopped: about a member of staff whose access was taken away. */
  NOT_SUSPENDED("not-suspended", "A sign-in was not stopped", Topic.PERSON, true),
  /** A program came. */
  PROGRAM_ADDED("program-added", "A program came onto a laptop", Topic.PROGRAM),
  /** A program that keeps files in the cloud came. */
  CLOUD_PROGRAM_ADDED("cloud-program-added", "A cloud program came onto a laptop", Topic.PROGRAM),
  /** Virus protection is off, or does not work. */
  ANTI_VIRUS_OFF("anti-virus-off", "Virus protection is off", Topic.LAPTOP),
  /** A laptop is not encrypted any more. */
  ENCRYPTION_OFF("encryption-off", "A laptop is not encrypted any more", Topic.LAPTOP),
  /** The packet filter is off. */
  FIREWALL_OFF("firewall-off", "A laptop's firewall is off", Topic.LAPTOP),
  /** Somebody works as administrator who did not before. */
  ADMINISTRATOR_ADDED("administrator-added", "A new administrator on a laptop", Topic.LAPTOP),
  /** Sticks are not held off any more. */
  PROTECTION_OFF("protection-off", "Protection is switched off on a laptop", Topic.LAPTOP),
  /** A laptop was not seen for seven open days. */
  NOT_SEEN("not-seen", "A laptop was not seen for a week", Topic.LAPTOP),
  /** Updates are late, or nearly. */
  UPDATES_LATE("updates-late", "Updates are nearly late", Topic.LAPTOP),
  /** The screen lock was changed back. */
  SCREEN_LOCK_CHANGED("screen-lock-changed", "A screen lock was changed back", Topic.LAPTOP),
  /** Passwords are to be changed. */
  PASSWORD_DUE("password-due", "Passwords are to be changed", Topic.LAPTOP),
  /** No laptop reports. */
  ALL_SILENT("all-silent", "No laptop reports", Topic.CONSOLE),
  /** The report for governors. */
  TERM_REPORT("term-report", "The report for this term", Topic.TASK),
  /** Who still needs access. */
  TERM_ACCESS("term-access-review", "Who still needs access", Topic.TASK),
  /** Which permissions are over. */
  TERM_PERMISSIONS("term-permissions", "Permissions to look through", Topic.TASK),
  /** A program took no message for a week. */
  WEBHOOK_OFF("webhook-off", "A program is not told any more", Topic.CONSOLE),
  /** The web filter is to be tried. */
  TERM_FILTERING("term-filtering", "A web filter to try", Topic.TASK),
  /** Recovery keys are to be tried. */
  TERM_RECOVERY("term-recovery-drill", "Recovery keys to try", Topic.TASK),
  /** The dates of what follows are missing. */
  TERM_CALENDAR("term-calendar", "Dates of the next term to enter", Topic.TASK),
  /** A change of a rule stopped on its way to the laptops. */
  ROLLOUT_STOPPED("rollout-stopped", "A change of a rule stopped by itself", Topic.CONSOLE),
  /** Anything else. */
  OTHER("other", "Something to look at", Topic.LAPTOP);

  /** What an alert is about, which says how it may end. */
  public enum Topic {
    /** A memory stick or other storage. */
    STICK,
    /** A laptop. */
    LAPTOP,
    /** A person. */
    PERSON,
    /** A program. */
    PROGRAM,
    /** The console. */
    CONSOLE,
    /** Something that comes round. */
    TASK
  }

  private final String code;
  private final String category;
  private final Topic topic;
  private final boolean conduct;

  AlertKind(String code, String category, Topic topic) {
    this(code, category, topic, false);
  }

  AlertKind(String code, String category, Topic topic, boolean conduct) {
    this.code = code;
    this.category = category;
    this.topic = topic;
    this.conduct = conduct;
  }

  /** How it is written in the database and in the API. */
  public String code() {
    return code;
  }

  /**
   * The few words of a message, at most 60 characters.
   *
   * @param severity what repeats made of it
   */
  public String category(AlertClass severity) {
    return this == MEDIUM_BLOCKED && severity == AlertClass.URGENT
        ? "Memory sticks were tried again and again"
        : category;
  }

  /** What it is about. */
  public Topic topic() {
    return topic;
  }

  /**
   * Whether it is about how a member of staff behaved: that goes to the head or manager and not
   * only to the safeguarding lead.
   */
  public boolean isConduct() {
    return conduct;
  }

  /** The kind of that code; {@link #OTHER} where this version knows none. */
  public static AlertKind of(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst().orElse(OTHER);
  }
}
