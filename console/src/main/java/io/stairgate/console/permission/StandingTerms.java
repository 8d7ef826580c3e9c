package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import java.time.LocalDate;
import java.util.Set;

/**
 * What holds for sticks that are put on the setting's own list.
 *
 * @param encrypted whether they must be encrypted; only then they may be written to
 * @param lastDay the last day, at most a year from now
 * @param everyLaptop whether for every laptop
 * @param laptops for which, where not for every
 * @param reason why, 10 to 500 characters
 */
public record StandingTerms(
    boolean encrypted,
    LocalDate lastDay,
    boolean everyLaptop,
    Set<DeviceId> laptops,
    String reason) {
  public StandingTerms {
    laptops = Set.copyOf(laptops);
    reason = reason.strip();
  }
}
