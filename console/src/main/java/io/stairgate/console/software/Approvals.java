package io.stairgate.console.software;

import io.stairgate.console.policy.ApprovedProgram;
import io.stairgate.console.policy.SettingPolicy;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which programs a setting approved, on one day. Names are compared without regard to capitals.
 *
 * @param names approved names, in small letters
 * @param cloudStorage whether programs that keep files in the cloud may be approved at all
 */
public record Approvals(Set<String> names, boolean cloudStorage) {
  public Approvals {
    names = Set.copyOf(names);
  }

  /** What a policy approves on a day. */
  public static Approvals of(SettingPolicy policy, LocalDate day) {
    return new Approvals(
        policy.programs().stream()
            .filter(program -> program.until().filter(end -> end.isBefore(day)).isEmpty())
            .map(ApprovedProgram::name)
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()),
        policy.cloudStorage());
  }

  /**
   * Whether a program may be there.
   *
   * @param cloud whether it keeps files in the cloud
   */
  public boolean include(String name, boolean cloud) {
    return names.contains(name.toLowerCase(Locale.ROOT)) && (!cloud || cloudStorage);
  }
}
