package io.stairgate.agent.policy;

import io.stairgate.agent.event.Stage;

/**
 * What the policy says of one rule.
 *
 * @param stage how far the agent goes
 * @param settings the rule's settings
 */
public record RulePolicy(Stage stage, RuleSettings settings) {
  /** Watch, with the rule's defaults. */
  public static final RulePolicy DEFAULT = new RulePolicy(Stage.WATCH, new RuleSettings.Defaults());
}
