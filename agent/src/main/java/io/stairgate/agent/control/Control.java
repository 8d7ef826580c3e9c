package io.stairgate.agent.control;

import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;

/**
 * One rule, proved on this laptop.
 *
 * <p>Called by one thread at a time. A control reads nothing in its constructor.
 */
public interface Control {
  /** The rule this control proves. */
  Rule rule();

  /**
   * Proves the rule now. What cannot be read is {@code Unknown} with a reason, never an exception
   * and never a guess.
   *
   * @param policy the policy in force
   */
  Finding prove(Policy policy);
}
