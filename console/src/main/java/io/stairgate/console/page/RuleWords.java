package io.stairgate.console.page;

import io.stairgate.console.device.Finding;
import java.util.Map;

/**
 * What a page says of one rule. The sentences are for people who know nothing of computers.
 *
 * @param title the rule's name on a page
 * @param met what is so when it is met
 * @param notMet what is so when it is not met
 * @param inProgress what is so while it is being put right
 * @param unknown what is so when nobody can tell
 * @param why why it matters, for one laptop or many
 * @param doNotMet what to do when it is not met, beginning with a verb
 * @param doInProgress what to do while it is being put right, beginning with a verb
 * @param doUnknown what to do when nobody can tell, beginning with a verb
 * @param helps what the person at the laptop can do meanwhile
 * @param who should mend it
 * @param source where the rule comes from
 * @param weight how much it matters, higher first
 */
record RuleWords(
    String title,
    String met,
    String notMet,
    String inProgress,
    String unknown,
    String why,
    String doNotMet,
    String doInProgress,
    String doUnknown,
    String helps,
    String who,
    String source,
    int weight) {
  static final String IT = "IT";
  static final String YOU = "You";
  static final String STAFF = "Staff member";

  private static final Map<String, RuleWords> KNOWN =
      Map.of(
          "encryption",
          new RuleWords(
              "Safe if lost (encryption)",
              "If this laptop is lost, nobody can read what is on it.",
              "If this laptop were lost, someone could read the files on it.",
              "This laptop is being scrambled (encrypted) now.",
              "We cannot tell if this laptop is scrambled (encrypted). IT needs to look.",
              "If one were lost, someone could read the files on it.",
              "Turn on encryption",
              "Keep it switched on and plugged in",
              "Find out if everything is encrypted",
              "Do not take it out of the building yet.",
              IT,
              "Your setting's own policy. It helps you meet data protection law, which asks you to"
                  + " keep personal information secure.",
              100),
          "portable-media",
          new RuleWords(
              "Memory sticks and phones",
              "Memory sticks are blocked.",
              "Memory sticks can be used on this laptop without permission.",
              "Blocking of memory sticks is being switched on.",
              "We cannot check memory sticks on this laptop yet.",
              "They can be used without permission.",
              "Block memory sticks",
              "Wait until it is done",
              "Find out if memory sticks are blocked",
              "Use the shared drive instead of a memory stick.",
              YOU,
              "Your setting's own policy. It helps you meet the DfE standard for schools, which"
                  + " says no to USB storage unless there is a need.",
              90),
          "screen-lock",
          new RuleWords(
              "Screen lock",
              "The screen locks itself when nobody uses the laptop.",
              "The screen does not lock itself soon enough. Anyone passing could use it.",
              "The screen lock is being put right.",
              "We cannot read the lock setting on this laptop.",
              "Anyone passing could use it.",
              "Make the screen lock itself",
              "Wait until it is done",
              "Find out if the screen locks itself",
              "Lock the screen by hand when you step away.",
              IT,
              "Your setting's own policy. 10 minutes is our suggestion. It helps you meet Cyber"
                  + " Essentials v3.3 (device locking), which gives no number.",
              80),
          "password-age",
          new RuleWords(
              "Passwords",
              "Passwords have been changed as your policy asks.",
              "A password is older than your policy allows.",
              "A new password is due soon.",
              "We cannot see when the passwords were changed.",
              "It is older than your policy allows.",
              "Ask for a new password",
              "Choose a new password",
              "Find out when passwords were changed",
              "Choose a new one, not the old one with a number behind it.",
              STAFF,
              "Your setting's own policy. National advice is to change a password when somebody"
                  + " else may know it.",
              70));

  static RuleWords of(String rule) {
    RuleWords known = KNOWN.get(rule);
    return known == null ? unknown(rule) : known;
  }

  /**
   * A rule that a newer agent knows and this console does not: the agent's own sentence has to do.
   */
  private static RuleWords unknown(String rule) {
    String title = title(rule);
    return new RuleWords(
        title,
        "",
        "",
        "",
        "",
        "",
        "Put right: " + title,
        "Wait until it is done",
        "Look at: " + title,
        "",
        IT,
        "",
        50);
  }

  private static String title(String rule) {
    String words = rule.replace('-', ' ');
    return words.isEmpty()
        ? "Another rule"
        : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** The state in a word. */
  static String tag(String state) {
    return switch (state) {
      case "met" -> "Met";
      case "not-met" -> "Not met";
      case "in-progress" -> "In progress";
      case "not-applicable" -> "Not needed here";
      default -> "Unknown";
    };
  }

  /** Colour of the card. */
  static String cardCss(String state) {
    return switch (state) {
      case "met" -> "good";
      case "not-met" -> "bad";
      case "in-progress" -> "info";
      default -> "";
    };
  }

  /** Colour of the tag: what is done stays plain, so that what is not stands out. */
  static String tagCss(String state) {
    return switch (state) {
      case "met" -> "bare";
      case "not-met" -> "bad";
      case "in-progress" -> "info";
      default -> "";
    };
  }

  /** What is so, for one finding. */
  String sentence(Finding finding) {
    String ours =
        switch (finding.state()) {
          case "met" -> met;
          case "not-met" -> notMet;
          case "in-progress" -> inProgress;
          case "not-applicable" -> "This rule has no meaning on this laptop.";
          default -> unknown;
        };
    return ours.isEmpty() ? finding.sentence() : ours;
  }

  /** What the laptop says of it, where our sentence does not say it already. */
  String detail(Finding finding) {
    return finding.sentence().equals(sentence(finding)) ? "" : finding.sentence();
  }

  /** What to do about one finding; empty where nothing is to be done. */
  String next(Finding finding) {
    return switch (finding.state()) {
      case "not-met" -> (doNotMet + ". " + helps).strip();
      case "in-progress" -> doInProgress + ".";
      case "unknown" -> doAbout(finding.reason());
      default -> "";
    };
  }

  private String doAbout(String reason) {
    return switch (reason) {
      case "needs-administrator" ->
          "Ask IT to install the checker as a service. Without administrator rights it cannot"
              + " look.";
      case "not-built-yet" -> "Nothing for now. This check is not ready for this type of computer.";
      case "no-term-yet" -> "Nothing for now. The first term has not begun.";
      case "agent-fault" -> "Ask IT to look at the checker. It met a fault of its own.";
      default -> doUnknown + ".";
    };
  }

  /** How strongly a finding is held, in words. */
  static String held(Finding finding) {
    return switch (finding.hold()) {
      case "by-os" -> "By the laptop's own system, also while the checker is stopped";
      case "by-agent" -> "By the checker, while it runs";
      case "reported-only" -> "Only looked at and reported; nothing holds it";
      case "cannot" -> "It cannot be held on this laptop";
      default -> "Nothing holds it";
    };
  }

  /** How far a rule goes, in words. */
  static String stage(String stage) {
    return switch (stage) {
      case "enforce" -> "Enforce: it changes the laptop so that the rule holds";
      case "warn" -> "Warn: it reports, and tells the person at the laptop";
      default -> "Watch: it only reports";
    };
  }
}
