package io.stairgate.agent.control;

import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import java.time.Instant;
import java.util.List;

/** What a control came to; with its rule, the policy and the time it is a finding. */
record Verdict(FindingState state, Hold hold, List<Evidence> evidence, String sentence) {
  static Verdict met(Hold hold, List<Evidence> evidence, String sentence) {
    return new Verdict(new FindingState.Met(), hold, evidence, sentence);
  }

  static Verdict notMet(List<Evidence> evidence, String sentence) {
    return new Verdict(new FindingState.NotMet(), new Hold.None(), evidence, sentence);
  }

  static Verdict inProgress(String reason, List<Evidence> evidence, String sentence) {
    return new Verdict(new FindingState.InProgress(reason), new Hold.None(), evidence, sentence);
  }

  static Verdict unknown(String reason, List<Evidence> evidence, String sentence) {
    return new Verdict(new FindingState.Unknown(reason), new Hold.None(), evidence, sentence);
  }

  static Verdict notApplicable(String reason, List<Evidence> evidence, String sentence) {
    return new Verdict(new FindingState.NotApplicable(reason), new Hold.None(), evidence, sentence);
  }

  Finding of(Rule rule, Policy policy, Instant at) {
    return new Finding(rule, state, hold, policy.stageOf(rule), at, evidence, sentence);
  }
}
