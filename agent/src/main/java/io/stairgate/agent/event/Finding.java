package io.stairgate.agent.event;

import java.time.Instant;
import java.util.List;

/**
 * What the agent proved about one rule.
 *
 * @param rule the rule
 * @param state whether it is met
 * @param hold how strongly it is held
 * @param stage the stage the agent worked under
 * @param provedAt when, by the laptop's clock
 * @param evidence what proves it, at most 32 facts
 * @param sentence the same in one plain sentence for a person without IT knowledge, at most 300
 *     characters
 * @param wouldChange what the agent would change if the rule were enforced as its settings stand, a
 *     sentence each, at most 16; empty where it would change nothing
 * @param canEnforce whether the agent can change this laptop so that the rule holds
 */
public record Finding(
    Rule rule,
    FindingState state,
    Hold hold,
    Stage stage,
    Instant provedAt,
    List<Evidence> evidence,
    String sentence,
    List<String> wouldChange,
    boolean canEnforce) {
  /** The most sentences on what would change. */
  public static final int MAX_CHANGES = 16;

  /** The most facts one finding carries. */
  public static final int MAX_EVIDENCE = 32;

  public Finding {
    evidence = evidence.stream().limit(MAX_EVIDENCE).toList();
    sentence = Text.clean(sentence, 300);
    wouldChange =
        wouldChange.stream().limit(MAX_CHANGES).map(line -> Text.clean(line, 300)).toList();
  }

  /** A finding that says nothing about what enforcing would change. */
  public Finding(
      Rule rule,
      FindingState state,
      Hold hold,
      Stage stage,
      Instant provedAt,
      List<Evidence> evidence,
      String sentence) {
    this(rule, state, hold, stage, provedAt, evidence, sentence, List.of(), false);
  }

  /**
   * The same, and what enforcing the rule would change.
   *
   * @param changes a sentence each
   */
  public Finding withChanges(List<String> changes) {
    return new Finding(rule, state, hold, stage, provedAt, evidence, sentence, changes, true);
  }

  /** The same with at most this many facts. */
  public Finding withFacts(int most) {
    return new Finding(
        rule,
        state,
        hold,
        stage,
        provedAt,
        evidence.stream().limit(most).toList(),
        sentence,
        wouldChange,
        canEnforce);
  }

  /** True where both say the same and differ in nothing but the time of the proof. */
  public boolean saysTheSameAs(Finding other) {
    return equals(
        new Finding(
            other.rule,
            other.state,
            other.hold,
            other.stage,
            provedAt,
            other.evidence,
            other.sentence,
            other.wouldChange,
            other.canEnforce));
  }
}
