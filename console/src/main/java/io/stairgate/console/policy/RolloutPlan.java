package io.stairgate.console.policy;

import java.util.Optional;
import java.util.UUID;

/**
 * That a change is to come step by step.
 *
 * @param rule the one rule that changes
 * @param way in which steps
 * @param spread the change over several settings that it belongs to
 */
public record RolloutPlan(Rule rule, RolloutWay way, Optional<UUID> spread) {
  public RolloutPlan {
    if (spread.isPresent() != (way == RolloutWay.WITH_OTHERS)) {
      throw new IllegalArgumentException("Only a change over several settings goes with others.");
    }
  }

  /** For a change in one setting. */
  public RolloutPlan(Rule rule, RolloutWay way) {
    this(rule, way, Optional.empty());
  }

  /** For a change over several settings. */
  static RolloutPlan of(Rule rule, UUID spread) {
    return new RolloutPlan(rule, RolloutWay.WITH_OTHERS, Optional.of(spread));
  }
}
