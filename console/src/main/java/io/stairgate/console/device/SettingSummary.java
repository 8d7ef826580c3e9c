package io.stairgate.console.device;

import java.time.Instant;
import java.util.Optional;

/**
 * How many laptops a setting has, and how they are by what they told last.
 *
 * @param laptops all of them
 * @param firstCheck those that told nothing yet
 * @param attention those with something that wants attention
 * @param checkedAt when a check last changed something, by that laptop's clock
 */
public record SettingSummary(
    int laptops, int firstCheck, int attention, Optional<Instant> checkedAt) {
  /** Of a setting without laptops. */
  public static final SettingSummary NONE = new SettingSummary(0, 0, 0, Optional.empty());
}
