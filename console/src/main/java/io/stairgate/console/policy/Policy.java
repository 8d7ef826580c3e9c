package io.stairgate.console.policy;

import io.stairgate.console.calendar.Term;
import io.stairgate.console.device.DeviceId;
import java.time.Instant;
import java.util.List;

/**
 * The rules one laptop is to follow, before they are signed.
 *
 * @param device the laptop
 * @param version where it stands in the order of policies
 * @param madeAt by the console's clock
 * @param rules what holds on it
 * @param terms the setting's terms, earliest first; empty: the funding terms
 * @param settingName shown to the person at the laptop
 */
public record Policy(
    DeviceId device,
    PolicyVersion version,
    Instant madeAt,
    EffectiveRules rules,
    List<Term> terms,
    String settingName) {
  public Policy {
    terms = List.copyOf(terms);
  }
}
