package io.stairgate.console.page;

import io.stairgate.console.device.Cause;
import io.stairgate.console.device.Finding;
import io.stairgate.console.policy.Rule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the pages say of one rule, for people who know nothing of computers. The words stand in one
 * file, {@code rule-words.properties}, which explains each of them. Any thread.
 *
 * <p>Over 300 lines because each part of the file has a name here, and the states their words.
 */
final class RuleWords {
  static final String IT = "IT";
  static final String YOU = "You";
  static final String STAFF = "Staff member";

  /** The groups in which people see the rules, in their order. */
  enum Group {
    /** What a lost or broken laptop would cost. */
    SAFE_IF_LOST("safe-if-lost", "Safe if lost"),
    /** Passwords, accounts and the screen lock. */
    SIGN_IN("sign-in", "Who can sign in"),
    /** What comes on to the laptop. */
    STICKS("sticks", "Memory sticks, programs and camera"),
    /** What has to be kept up. */
    CURRENT("current", "Kept current"),
    /** What people are told, and can tell. */
    PEOPLE("people", "People know"),
    /** What a newer checker reports and this console has no words for. */
    OTHER("other", "Other rules");

    private final String code;
    private final String title;

    Group(String code, String title) {
      this.code = code;
      this.title = title;
    }

    String code() {
      return code;
    }

    String title() {
      return title;
    }

    private static Group of(String code) {
      return Arrays.stream(values())
          .filter(each -> each.code.equals(code))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("There is no group " + code));
    }
  }

  /** The parts that every rule has. */
  private static final List<String> PARTS =
      List.of(
          "group",
          "met",
          "not-met",
          "in-progress",
          "unknown",
          "not-needed",
          "why",
          "do",
          "doing",
          "look",
          "who",
          "source",
          "weight");

  private static final Map<String, RuleWords> KNOWN = read();

  private final String rule;
  private final String title;
  private final Group group;
  private final Map<String, String> words;

  private RuleWords(String rule, String title, Group group, Map<String, String> words) {
    this.rule = rule;
    this.title = title;
    this.group = group;
    this.words = Map.copyOf(words);
  }

  private static Map<String, RuleWords> read() {
    Map<String, String> file = WordFile.read("rule-words");
    Map<String, RuleWords> all = new HashMap<>();
    for (Rule rule : Rule.values()) {
      Map<String, String> words = new HashMap<>();
      String start = rule.id() + ".";
      file.forEach(
          (key, value) -> {
            if (key.startsWith(start)) {
              words.put(key.substring(start.length()), value);
            }
          });
      for (String part : PARTS) {
        if (words.getOrDefault(part, "").isEmpty()) {
          throw new IllegalStateException("There are no words for " + start + part);
        }
      }
      all.put(
          rule.id(),
          new RuleWords(rule.id(), rule.title(), Group.of(words.getOrDefault("group", "")), words));
    }
    return Map.copyOf(all);
  }

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
        rule,
        title,
        Group.OTHER,
        Map.of(
            "do", "Put right: " + title,
            "doing", "Wait until it is done",
            "look", "Look at: " + title,
            "who", "it",
            "weight", "50"));
  }

  private static String title(String rule) {
    String words = rule.replace('-', ' ');
    return words.isEmpty()
        ? "Another rule"
        : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private String word(String part) {
    return words.getOrDefault(part, "");
  }

  /** The rule's id. */
  String rule() {
    return rule;
  }

  /** The rule's name on a page. */
  String title() {
    return title;
  }

  /** Where it stands. */
  Group group() {
    return group;
  }

  /** Where it stands within its group: as the policy file has it, rules without words last. */
  int place() {
    return Rule.of(rule).map(Enum::ordinal).orElse(Integer.MAX_VALUE);
  }

  /** Why it matters, for one laptop or many; may be empty. */
  String why() {
    return word("why");
  }

  /** What to do when it is not met, beginning with a verb. */
  String doNotMet() {
    return word("do");
  }

  /** What to do while it is being put right, beginning with a verb. */
  String doInProgress() {
    return word("doing");
  }

  /** What to do when nobody can tell, beginning with a verb. */
  String doUnknown() {
    return word("look");
  }

  /** What is so while it is being put right. */
  String inProgress() {
    return word("in-progress");
  }

  /** What the person at the laptop does; may be empty. */
  String staff() {
    return word("staff");
  }

  /** What a technician does; may be empty. */
  String technician() {
    return word("it");
  }

  /** Who should begin. */
  String who() {
    return switch (word("who")) {
      case "you" -> YOU;
      case "staff" -> STAFF;
      default -> IT;
    };
  }

  /** Where the rule comes from; may be empty. */
  String source() {
    return word("source");
  }

  /** How much it matters, higher first. */
  int weight() {
    return Integer.parseInt(word("weight"));
  }

  /** Whether a laptop can be changed so that the rule holds. */
  boolean canHold() {
    return !word("holds").isEmpty();
  }

  /** What "put it right" does, or why nothing can be changed for this rule; may be empty. */
  String holding() {
    return canHold() ? word("holds") : word("cannot");
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
      case "met", "not-applicable" -> "bare";
      case "not-met" -> "bad";
      case "in-progress" -> "info";
      default -> "";
    };
  }

  /**
   * Whether a finding makes its laptop one that needs attention. What cannot be proved is no
   * protection, so unknown counts as not met does. Not so what waits for a decision of the setting
   * and not for the laptop, and what is only worth knowing while it is only looked at: else no
   * laptop would ever be in order, and the first sentence would say nothing.
   */
  static boolean wantsAttention(Finding finding) {
    return Cause.of(finding).isPresent();
  }

  /** Whether a finding is not in order, and is only worth knowing. */
  static boolean worthKnowing(Finding finding) {
    return Cause.isWorthKnowing(finding);
  }

  /** What is so, for one finding. */
  String sentence(Finding finding) {
    String ours =
        switch (finding.state()) {
          case "met", "not-met", "in-progress" -> word(finding.state());
          case "not-applicable" ->
              word("not-needed").isEmpty()
                  ? "This rule has no meaning on this laptop."
                  : word("not-needed");
          default -> word("unknown");
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
      case "not-met" -> doNotMet() + ".";
      case "in-progress" -> doInProgress() + ".";
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
      case "being-tried", "looking-for-updates" -> "Nothing for now. The laptop is still looking.";
      case "accounts-kept-elsewhere" ->
          "Look where these accounts are kept. From the laptop we cannot see it.";
      case "agent-fault" -> "Ask IT to look at the checker. It met a fault of its own.";
      default -> doUnknown() + ".";
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

  /** How far a rule goes, in a few words. */
  static String stageTitle(String stage) {
    return switch (stage) {
      case "enforce" -> "Put it right";
      case "warn" -> "Tell the person";
      default -> "Only look";
    };
  }

  /** How far a rule goes, in words. */
  static String stage(String stage) {
    return stageTitle(stage)
        + switch (stage) {
          case "enforce" -> ": it changes the laptop so that the rule holds (enforce)";
          case "warn" -> ": it reports, and tells the person at the laptop (warn)";
          default -> ": it reports, and changes nothing (watch)";
        };
  }
}
