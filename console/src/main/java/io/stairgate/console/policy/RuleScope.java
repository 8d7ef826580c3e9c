package io.stairgate.console.policy;

import io.stairgate.console.device.DeviceId;
import java.util.Optional;
import java.util.UUID;

/** Where something is said about a rule. */
public sealed interface RuleScope {
  /** How forms and the API call it; {@link #of} reads it again. */
  String code();

  /** On every laptop that has nothing of its own. */
  record Everywhere() implements RuleScope {
    @Override
    public String code() {
      return "all";
    }
  }

  /**
   * In one group.
   *
   * @param name of the group
   */
  record InGroup(String name) implements RuleScope {
    @Override
    public String code() {
      return GROUP + name;
    }
  }

  /**
   * On one laptop.
   *
   * @param laptop which
   */
  record OnLaptop(DeviceId laptop) implements RuleScope {
    @Override
    public String code() {
      return laptop.toString();
    }
  }

  /** What the code of a group begins with. */
  String GROUP = "group:";

  /**
   * Reads a code.
   *
   * @param policy must have the group
   * @param names must know the laptop
   * @return empty where there is nothing of that code
   */
  static Optional<RuleScope> of(String code, SettingPolicy policy, LaptopNames names) {
    if (code.equals("all")) {
      return Optional.of(new Everywhere());
    }
    if (code.startsWith(GROUP)) {
      String name = code.substring(GROUP.length());
      return policy.groups().containsKey(name) ? Optional.of(new InGroup(name)) : Optional.empty();
    }
    return laptop(code).filter(names::knows).map(OnLaptop::new);
  }

  private static Optional<DeviceId> laptop(String code) {
    try {
      return code.length() == 36
          ? Optional.of(new DeviceId(UUID.fromString(code)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
