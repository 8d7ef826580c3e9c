package io.stairgate.console.permission;

import io.stairgate.console.device.Laptop;
import java.time.LocalDate;
import java.util.List;

/**
 * What can be chosen for a medium, for the form.
 *
 * @param today the day at the setting
 * @param sevenDays the last day of "7 days"
 * @param latest the last day that can be chosen
 * @param ordinaryUntil the last day that needs no second look
 * @param laptops every laptop, for "these laptops"
 * @param permittable whether one of its kind may be given permission at all
 * @param notPermittable why not, in one sentence; empty where it may
 * @param personalAllowed whether the setting allows people's own sticks
 * @param writeNeedsEncryption whether the setting allows writing on encrypted ones only
 */
public record Choices(
    LocalDate today,
    LocalDate sevenDays,
    LocalDate latest,
    LocalDate ordinaryUntil,
    List<Laptop> laptops,
    boolean permittable,
    String notPermittable,
    boolean personalAllowed,
    boolean writeNeedsEncryption) {
  public Choices {
    laptops = List.copyOf(laptops);
  }
}
