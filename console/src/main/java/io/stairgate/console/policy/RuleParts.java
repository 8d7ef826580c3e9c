package io.stairgate.console.policy;

import io.stairgate.console.device.DeviceId;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All that a policy says of one rule, everywhere, in groups and on laptops. */
final class RuleParts {
  private RuleParts() {}

  /** Whether both say the same of the rule. */
  static boolean same(SettingPolicy one, SettingPolicy other, Rule rule) {
    Set<String> groups = new HashSet<>(one.groups().keySet());
    groups.addAll(other.groups().keySet());
    Set<DeviceId> laptops = new HashSet<>(one.laptops().keySet());
    laptops.addAll(other.laptops().keySet());
    return one.rule(rule).equals(other.rule(rule))
        && groups.stream().allMatch(name -> group(one, name, rule).equals(group(other, name, rule)))
        && laptops.stream().allMatch(id -> laptop(one, id, rule).equals(laptop(other, id, rule)));
  }

  private static Optional<RuleChange> group(SettingPolicy policy, String name, Rule rule) {
    return Optional.ofNullable(policy.groups().get(name))
        .flatMap(group -> Optional.ofNullable(group.rules().get(rule)));
  }

  private static Optional<RuleChange> laptop(SettingPolicy policy, DeviceId id, Rule rule) {
    return Optional.ofNullable(policy.laptops().getOrDefault(id, Map.of()).get(rule));
  }

  /** The policy {@code now}, where the rule is as {@code former} said; groups stay as they are. */
  static SettingPolicy back(SettingPolicy now, SettingPolicy former, Rule rule) {
    Map<Rule, RuleSettings> rules = new EnumMap<>(now.rules());
    rules.put(rule, former.rule(rule));
    Map<String, LaptopGroup> groups = new TreeMap<>();
    now.groups()
        .forEach(
            (name, group) ->
                groups.put(
                    name,
                    new LaptopGroup(
                        name,
                        group.laptops(),
                        with(group.rules(), rule, group(former, name, rule)))));
    Set<DeviceId> ids = new HashSet<>(now.laptops().keySet());
    ids.addAll(former.laptops().keySet());
    Map<DeviceId, Map<Rule, RuleChange>> laptops = new LinkedHashMap<>();
    ids.forEach(
        id ->
            laptops.put(
                id,
                with(now.laptops().getOrDefault(id, Map.of()), rule, laptop(former, id, rule))));
    return now.with(rules, groups, laptops);
  }

  private static Map<Rule, RuleChange> with(
      Map<Rule, RuleChange> rules, Rule rule, Optional<RuleChange> change) {
    Map<Rule, RuleChange> all = LaptopGroup.byRule(rules);
    all.remove(rule);
    change.ifPresent(each -> all.put(rule, each));
    return all;
  }
}
