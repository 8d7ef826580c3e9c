package io.stairgate.console.policy;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.Parameter.Value;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is to be said about one rule in one place. It changes a policy as the same words in the file
 * would.
 *
 * @param rule which rule
 * @param scope where
 * @param stage how far it goes; empty: everywhere it stays, elsewhere it is as everywhere
 * @param values by the parameter's key; what is missing stays, or is as everywhere
 */
public record RuleWish(
    Rule rule, RuleScope scope, Optional<Stage> stage, Map<String, Value> values) {
  public RuleWish {
    values = Map.copyOf(values);
  }

  /**
   * The policy with it.
   *
   * @throws IllegalArgumentException where a value does not fit, or there is no such group; its
   *     message says so
   */
  public SettingPolicy on(SettingPolicy policy) {
    return switch (scope) {
      case RuleScope.Everywhere _ -> everywhere(policy);
      case RuleScope.InGroup(String name) -> {
        LaptopGroup group = policy.groups().get(name);
        if (group == null) {
          throw new IllegalArgumentException("there is no such group");
        }
        Map<String, LaptopGroup> groups = new TreeMap<>(policy.groups());
        groups.put(name, new LaptopGroup(name, group.laptops(), changed(group.rules())));
        yield policy.with(policy.rules(), groups, policy.laptops());
      }
      case RuleScope.OnLaptop(DeviceId laptop) -> {
        Map<DeviceId, Map<Rule, RuleChange>> laptops = new LinkedHashMap<>(policy.laptops());
        laptops.put(laptop, changed(policy.laptops().getOrDefault(laptop, Map.of())));
        yield policy.with(policy.rules(), policy.groups(), laptops);
      }
    };
  }

  /**
   * The policy with it wherever that makes the rule stricter for the setting as a whole; what is
   * stricter already stays, and so does what groups and laptops have of their own.
   *
   * @throws IllegalArgumentException where a value does not fit; its message says so
   */
  SettingPolicy tightening(SettingPolicy policy) {
    RuleSettings before = policy.rule(rule);
    Stage further =
        stage.filter(wanted -> wanted.compareTo(before.stage()) > 0).orElse(before.stage());
    Map<String, Value> all = new LinkedHashMap<>(before.values());
    all.putAll(values);
    // Judged with all of it: how old a password may be follows from two parts together.
    RuleSettings wished = before.merged(further, all);
    Map<String, Value> kept = new LinkedHashMap<>(before.values());
    for (Parameter parameter : rule.parameters()) {
      Value value = values.get(parameter.key());
      if (value != null && wished.compare(parameter, before) <= 0) {
        kept.put(parameter.key(), value);
      }
    }
    Map<Rule, RuleSettings> rules = new EnumMap<>(policy.rules());
    rules.put(rule, before.merged(further, kept));
    return policy.with(rules, policy.groups(), policy.laptops());
  }

  private SettingPolicy everywhere(SettingPolicy policy) {
    RuleSettings before = policy.rule(rule);
    Map<String, Value> all = new LinkedHashMap<>(before.values());
    all.putAll(values);
    Map<Rule, RuleSettings> rules = new EnumMap<>(policy.rules());
    rules.put(rule, new RuleSettings(rule, stage.orElse(before.stage()), all));
    return policy.with(rules, policy.groups(), policy.laptops());
  }

  private Map<Rule, RuleChange> changed(Map<Rule, RuleChange> before) {
    Map<Rule, RuleChange> all = LaptopGroup.byRule(before);
    if (stage.isEmpty() && values.isEmpty()) {
      all.remove(rule);
    } else {
      all.put(rule, new RuleChange(rule, stage, values));
    }
    return all;
  }
}
