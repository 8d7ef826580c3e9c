package io.stairgate.console.policy;

import io.stairgate.console.device.DeviceId;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Laptops that share rules of their own.
 *
 * @param name for example {@code Baby room}, 1 to 64 characters
 * @param laptops at most 5,000
 * @param rules what is otherwise there than in the setting
 */
public record LaptopGroup(String name, Set<DeviceId> laptops, Map<Rule, RuleChange> rules) {
  /** The most laptops. */
  public static final int MOST_LAPTOPS = 5_000;

  public LaptopGroup {
    Words.require(name, 64, "a group's name");
    if (laptops.size() > MOST_LAPTOPS) {
      throw new IllegalArgumentException("a group has at most 5,000 laptops");
    }
    laptops = sorted(laptops);
    rules = Collections.unmodifiableMap(byRule(rules));
  }

  static SortedSet<DeviceId> sorted(Set<DeviceId> laptops) {
    SortedSet<DeviceId> sorted = new TreeSet<>(Comparator.comparing(DeviceId::toString));
    sorted.addAll(laptops);
    return Collections.unmodifiableSortedSet(sorted);
  }

  static Map<Rule, RuleChange> byRule(Map<Rule, RuleChange> rules) {
    Map<Rule, RuleChange> all = new EnumMap<>(Rule.class);
    all.putAll(rules);
    return all;
  }
}
