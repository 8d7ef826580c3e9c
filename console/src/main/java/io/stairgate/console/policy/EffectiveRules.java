package io.stairgate.console.policy;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.Parameter.Value;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds on one laptop: what the setting says, then its groups, then its own rules. Where two
 * of its groups say something about the same thing, the stricter of them holds.
 *
 * @param rules complete
 */
public record EffectiveRules(Map<Rule, RuleSettings> rules) {
  public EffectiveRules {
    Map<Rule, RuleSettings> all = new EnumMap<>(Rule.class);
    all.putAll(rules);
    rules = Collections.unmodifiableMap(all);
  }

  /** What holds on {@code laptop}. */
  public static EffectiveRules of(SettingPolicy policy, DeviceId laptop) {
    List<LaptopGroup> groups =
        policy.groups().values().stream()
            .filter(group -> group.laptops().contains(laptop))
            .toList();
    Map<Rule, RuleChange> own = policy.laptops().getOrDefault(laptop, Map.of());
    Map<Rule, RuleSettings> all = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      List<RuleChange> changes =
          groups.stream()
              .flatMap(group -> Optional.ofNullable(group.rules().get(rule)).stream())
              .toList();
      all.put(rule, over(grouped(policy.rule(rule), changes), Optional.ofNullable(own.get(rule))));
    }
    return new EffectiveRules(all);
  }

  /** What holds for one rule on {@code laptop}. */
  public static RuleSettings of(SettingPolicy policy, DeviceId laptop, Rule rule) {
    List<RuleChange> changes =
        policy.groups().values().stream()
            .filter(group -> group.laptops().contains(laptop))
            .flatMap(group -> Optional.ofNullable(group.rules().get(rule)).stream())
            .toList();
    return over(
        grouped(policy.rule(rule), changes),
        Optional.ofNullable(policy.laptops().getOrDefault(laptop, Map.of()).get(rule)));
  }

  /** What holds for one rule. */
  public RuleSettings rule(Rule rule) {
    return rules.getOrDefault(rule, RuleSettings.standard(rule));
  }

  /** The same with some rules otherwise, for now. */
  EffectiveRules with(Map<Rule, RuleSettings> others) {
    if (others.isEmpty()) {
      return this;
    }
    Map<Rule, RuleSettings> all = new EnumMap<>(rules);
    all.putAll(others);
    return new EffectiveRules(all);
  }

  private static RuleSettings over(RuleSettings base, Optional<RuleChange> change) {
    if (change.isEmpty()) {
      return base;
    }
    Map<String, Value> values = new LinkedHashMap<>(base.values());
    values.putAll(change.get().values());
    return base.merged(change.get().stage().orElse(base.stage()), values);
  }

  private static RuleSettings grouped(RuleSettings base, List<RuleChange> changes) {
    if (changes.size() < 2) {
      return over(base, changes.stream().findFirst());
    }
    Stage stage =
        changes.stream()
            .flatMap(change -> change.stage().stream())
            .max(Stage::compareTo)
            .orElse(base.stage());
    if (base.rule() == Rule.PASSWORD_AGE) {
      return changes.stream()
          .filter(change -> !change.values().isEmpty())
          .map(change -> over(base, Optional.of(change)))
          .min((one, other) -> Integer.compare(one.passwordDays(), other.passwordDays()))
          .orElse(base)
          .withStage(stage);
    }
    Map<String, Value> values = new LinkedHashMap<>(base.values());
    for (Parameter parameter : base.rule().parameters()) {
      changes.stream()
          .flatMap(change -> Optional.ofNullable(change.values().get(parameter.key())).stream())
          .min(parameter::compare)
          .ifPresent(value -> values.put(parameter.key(), value));
    }
    return base.merged(stage, values);
  }
}
