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
 */
public record Finding(
    Rule rule,
    FindingState state,
    Hold hold,
    Stage stage,
    Instant provedAt,
    List<Evidence> evidence,
    String sentence) {
  /** The most facts one finding carries. */
  public static final int MAX_EVIDENCE = 32;

  public Finding {
    evidence = evidence.stream().limit(MAX_EVIDENCE).toList();
    sentence = Text.clean(sentence, 300);
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
            other.sentence));
  }
}
