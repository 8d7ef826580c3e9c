package io.stairgate.console.policy;

import io.stairgate.console.device.DeviceId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A group to make, to call otherwise, to fill otherwise, or to end. It changes a policy as the same
 * words in the file would.
 *
 * @param was its name until now; empty: a new one
 * @param name its name from now on; empty: it ends
 * @param laptops which are in it
 */
public record GroupWish(Optional<String> was, Optional<String> name, Set<DeviceId> laptops) {
  public GroupWish {
    laptops = Set.copyOf(laptops);
    if (was.isEmpty() && name.isEmpty()) {
      throw new IllegalArgumentException("the group has no name");
    }
  }

  /**
   * The policy with it; what the group has otherwise stays with it.
   *
   * @throws IllegalArgumentException where it cannot be; its message says why
   */
  public SettingPolicy on(SettingPolicy policy) {
    Map<String, LaptopGroup> groups = new TreeMap<>(policy.groups());
    Map<Rule, RuleChange> rules = Map.of();
    if (was.isPresent()) {
      LaptopGroup before = groups.remove(was.get());
      if (before == null) {
        throw new IllegalArgumentException("there is no such group any more");
      }
      rules = before.rules();
    }
    if (name.isPresent()) {
      if (groups.containsKey(name.get())) {
        throw new IllegalArgumentException("there is a group of that name already");
      }
      groups.put(name.get(), new LaptopGroup(name.get(), laptops, rules));
    }
    return policy.with(policy.rules(), groups, policy.laptops());
  }
}
