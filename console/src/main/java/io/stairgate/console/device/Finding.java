package io.stairgate.console.device;

import java.time.Instant;
import java.util.List;

/**
 * What is true of one rule on one laptop now.
 *
 * @param rule rule id, for example {@code screen-lock}
 * @param state {@code met}, {@code not-met}, {@code in-progress}, {@code unknown} or {@code
 *     not-applicable}
 * @param reason stable code; empty for met and not met
 * @param hold {@code none}, {@code by-os}, {@code by-agent}, {@code reported-only} or {@code
 *     cannot}
 * @param holdReason stable code; empty but for {@code cannot}
 * @param stage {@code watch}, {@code warn} or {@code enforce}
 * @param sentence what the agent says of it, in plain words
 * @param evidence what proves it
 * @param since since when the state has been so, by the laptop's clock
 * @param provedAt when it was last proved, by the laptop's clock
 * @param wouldChange what the agent would change if the rule were enforced, one sentence each, at
 *     most 16
 * @param canEnforce whether the agent can change the laptop so that the rule holds
 */
public record Finding(
    String rule,
    String state,
    String reason,
    String hold,
    String holdReason,
    String stage,
    String sentence,
    List<Evidence> evidence,
    Instant since,
    Instant provedAt,
    List<String> wouldChange,
    boolean canEnforce) {
  public Finding {
    evidence = List.copyOf(evidence);
    wouldChange = List.copyOf(wouldChange);
  }

  /** One of a rule that can only be watched. */
  public Finding(
      String rule,
      String state,
      String reason,
      String hold,
      String holdReason,
      String stage,
      String sentence,
      List<Evidence> evidence,
      Instant since,
      Instant provedAt) {
    this(
        rule,
        state,
        reason,
        hold,
        holdReason,
        stage,
        sentence,
        evidence,
        since,
        provedAt,
        List.of(),
        false);
  }

  /**
   * One fact that proves a finding.
   *
   * @param key what it is about
   * @param value what was seen
   */
  public record Evidence(String key, String value) {}
}
