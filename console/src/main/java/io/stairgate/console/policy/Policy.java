package io.stairgate.console.policy;

import io.stairgate.console.device.DeviceId;
import java.time.Instant;
import java.util.List;

/**
 * The rules one laptop is to follow, before they are signed.
 *
 * @param device the laptop
 * @param version where it stands in the order of policies
 * @param madeAt by the console's clock
 * @param rules what people decided; a rule that is missing is watched with its defaults
 * @param settingName shown to the person at the laptop
 */
public record Policy(
    DeviceId device,
    PolicyVersion version,
    Instant madeAt,
    List<DeviceRule> rules,
    String settingName) {
  public Policy {
    rules = List.copyOf(rules);
  }
}
