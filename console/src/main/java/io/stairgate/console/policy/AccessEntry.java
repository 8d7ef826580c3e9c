package io.stairgate.console.policy;

import io.stairgate.console.device.DeviceId;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * One line of the register of who may use which laptop.
 *
 * @param person name, 1 to 100 characters
 * @param signInName the account's name on the laptops, 1 to 64 characters
 * @param laptops which; empty: all
 * @param until last day; empty: until it is taken out
 * @param administratorUntil last day on which the account may be an administrator's; empty: it may
 *     not
 * @param shared whether this person is one of several who share the account's password
 */
public record AccessEntry(
    String person,
    String signInName,
    Set<DeviceId> laptops,
    Optional<LocalDate> until,
    Optional<LocalDate> administratorUntil,
    boolean shared) {
  public AccessEntry {
    Words.require(person, Words.LONGEST, "a person's name");
    Words.require(signInName, 64, "a sign-in name");
    if (laptops.size() > LaptopGroup.MOST_LAPTOPS) {
      throw new IllegalArgumentException("one person has at most 5,000 laptops");
    }
    laptops = LaptopGroup.sorted(laptops);
  }

  /** A person with an account of their own, who is no administrator. */
  public AccessEntry(
      String person, String signInName, Set<DeviceId> laptops, Optional<LocalDate> until) {
    this(person, signInName, laptops, until, Optional.empty(), false);
  }
}
