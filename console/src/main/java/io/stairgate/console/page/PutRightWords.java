package io.stairgate.console.page;

import io.stairgate.console.device.Finding;
import java.util.ArrayList;
import java.util.List;

/** What putting a rule right would mean on one laptop, in words. */
final class PutRightWords {
  private PutRightWords() {}

  /** What of it is so on one laptop. */
  enum Answer {
    /** Something would change. */
    CHANGES,
    /** It is as it should be, or is not needed. */
    NOTHING,
    /** It is put right already. */
    HELD,
    /** It cannot be changed. */
    CANNOT,
    /** The laptop does not say. */
    UNKNOWN
  }

  static Answer answer(RuleWords words, Finding finding) {
    if (!words.canHold() || finding.hold().equals("cannot")) {
      return Answer.CANNOT;
    }
    if (!finding.wouldChange().isEmpty()) {
      return Answer.CHANGES;
    }
    if (finding.stage().equals("enforce") && finding.state().equals("met")) {
      return Answer.HELD;
    }
    boolean fine = finding.state().equals("met") || finding.state().equals("not-applicable");
    return fine ? Answer.NOTHING : Answer.UNKNOWN;
  }

  /** The answer as one sentence about this laptop. */
  static String here(RuleWords words, Finding finding) {
    return switch (answer(words, finding)) {
      case CANNOT ->
          words.canHold()
              ? "This laptop cannot be changed for it."
              : ("This cannot be put right by itself. " + words.holding()).strip();
      case CHANGES ->
          finding.stage().equals("enforce")
              ? "This is still to be changed here:"
              : "If you choose “Put it right”, this changes here:";
      case HELD -> "Stairgate keeps it right here. When you stop it, all is put back as it was.";
      case NOTHING -> "Nothing would change here. It is as it should be.";
      case UNKNOWN -> "The laptop does not say what would change here.";
    };
  }

  /** The answer in a few words, for a table. */
  static String inTable(RuleWords words, Answer answer) {
    return switch (answer) {
      case CANNOT -> words.canHold() ? "Cannot be changed here" : "A person has to do it";
      case CHANGES -> "Changes";
      case HELD -> "Put right already";
      case NOTHING -> "Nothing changes";
      case UNKNOWN -> "Not known yet";
    };
  }

  /** All laptops in a sentence. */
  static String summary(RuleWords words, List<Answer> answers) {
    if (answers.isEmpty()) {
      return "There is no laptop yet.";
    }
    if (!words.canHold()) {
      return "This cannot be put right by itself. A person has to do it.";
    }
    List<String> parts = new ArrayList<>();
    long changes = count(answers, Answer.CHANGES);
    parts.add(
        changes == 0
            ? "Nothing would change on any laptop."
            : "Something would change on %s.".formatted(laptops(changes)));
    long cannot = count(answers, Answer.CANNOT);
    if (cannot > 0) {
      parts.add(
          cannot == 1
              ? "1 laptop cannot be changed for it."
              : cannot + " laptops cannot be changed for it.");
    }
    long unknown = count(answers, Answer.UNKNOWN);
    if (unknown > 0) {
      parts.add("Of %s we do not know it yet.".formatted(laptops(unknown)));
    }
    return String.join(" ", parts);
  }

  private static long count(List<Answer> answers, Answer wanted) {
    return answers.stream().filter(each -> each == wanted).count();
  }

  private static String laptops(long count) {
    return count == 1 ? "1 laptop" : count + " laptops";
  }
}
