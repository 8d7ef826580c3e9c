package io.stairgate.console.device;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Why a laptop needs attention. One of several on a laptop; the same one on several laptops is one
 * thing to do.
 *
 * @param kind what it is
 * @param rule id of the rule it is about; empty where it is about no one rule
 */
public record Cause(Kind kind, String rule) {
  /**
   * Rules that are only worth knowing while they are only looked at; else no laptop would ever be
   * in order, and the first sentence would say nothing.
   */
  private static final Set<String> ADVICE = Set.of("backup", "camera", "bluetooth");

  /**
   * What a laptop answers where nobody decided yet what it should look for: no fault of its own.
   */
  private static final Set<String> NOBODY_SET_IT_UP =
      Set.of("not-set-up", "nobody-set-this-up", "not-switched-on", "no-register", "no-term-yet");

  /** What a cause is. */
  public enum Kind {
    /** It was off so long that its pass ended, and asks to come back. */
    RETURN("return"),
    /** It looks like a laptop that was here before. */
    SAME("same"),
    /** Blocking is on and does not hold. */
    NOT_HELD("not-held"),
    /** A rule is not met. */
    NOT_MET("not-met"),
    /** The checker may not look without administrator rights. */
    NO_RIGHTS("no-rights"),
    /** Nobody can tell whether a rule is met. */
    UNKNOWN("unknown"),
    /** It is being put right. */
    IN_PROGRESS("in-progress");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** How it is written in the database and in the API. */
    public String code() {
      return code;
    }

    /** The kind of that code; empty where there is none. */
    public static Optional<Kind> of(String code) {
      return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
    }
  }

  /** Why a finding makes its laptop one that needs attention; empty where it does not. */
  public static Optional<Cause> of(Finding finding) {
    return of(finding.rule(), finding.state(), finding.reason(), finding.stage());
  }

  static Optional<Cause> of(String rule, String state, String reason, String stage) {
    if (isInOrder(state) || isWorthKnowing(rule, state, reason, stage)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (state) {
          case "not-met" ->
              new Cause(
                  rule.equals("portable-media") && stage.equals("enforce")
                      ? Kind.NOT_HELD
                      : Kind.NOT_MET,
                  rule);
          case "in-progress" -> new Cause(Kind.IN_PROGRESS, rule);
          default ->
              reason.equals("needs-administrator")
                  ? new Cause(Kind.NO_RIGHTS, "")
                  : new Cause(Kind.UNKNOWN, rule);
        });
  }

  /** Whether a finding is not in order, and is only worth knowing. */
  public static boolean isWorthKnowing(Finding finding) {
    return !isInOrder(finding.state())
        && isWorthKnowing(finding.rule(), finding.state(), finding.reason(), finding.stage());
  }

  /** Whether a rule is only worth knowing while it is only looked at. */
  public static boolean isAdvice(String rule) {
    return ADVICE.contains(rule);
  }

  private static boolean isInOrder(String state) {
    return state.equals("met") || state.equals("not-applicable");
  }

  private static boolean isWorthKnowing(String rule, String state, String reason, String stage) {
    return (stage.equals("watch") && isAdvice(rule))
        || (state.equals("unknown") && NOBODY_SET_IT_UP.contains(reason));
  }
}
