package io.stairgate.console.policy;

import io.stairgate.console.device.DeviceId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What laptops keep for now, because a change of a rule has not reached them yet.
 *
 * @param all one for each rollout that is under way
 */
record Holds(List<Hold> all) {
  /** Nothing is held back. */
  static final Holds NONE = new Holds(List.of());

  Holds {
    all = List.copyOf(all);
  }

  /**
   * One rule.
   *
   * @param rule which
   * @param former what the policy was before the change
   * @param reached the laptops that follow the change already
   */
  record Hold(Rule rule, SettingPolicy former, Set<DeviceId> reached) {
    Hold {
      reached = Set.copyOf(reached);
    }
  }

  /** What one laptop keeps, by rule. */
  Map<Rule, RuleSettings> on(DeviceId laptop) {
    if (all.isEmpty()) {
      return Map.of();
    }
    Map<Rule, RuleSettings> kept = new EnumMap<>(Rule.class);
    for (Hold hold : all) {
      if (!hold.reached().contains(laptop)) {
        kept.put(hold.rule(), EffectiveRules.of(hold.former(), laptop, hold.rule()));
      }
    }
    return kept;
  }
}
