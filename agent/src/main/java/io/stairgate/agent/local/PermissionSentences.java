package io.stairgate.agent.local;

import io.stairgate.agent.policy.Permission;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Permissions in words, for the person who looks at what this laptop does. */
public final class PermissionSentences {
  private PermissionSentences() {}

  /**
   * One sentence each; empty where there is nothing to say.
   *
   * @param live what may be opened now
   * @param suspended whether some are held back because of the clock
   */
  public static List<String> of(List<Permission> live, boolean suspended) {
    List<String> lines = new ArrayList<>();
    if (suspended) {
      lines.add(
          "Permissions wait: this laptop's clock went back. They go on when the console is reached,"
              + " or by telephone: stairgate-agent media ask --by-telephone --clock");
    }
    for (Permission each : live) {
      lines.add(
          "Allowed until "
              + each.endsAt().truncatedTo(ChronoUnit.SECONDS)
              + ": "
              + MediaRow.name(each.kind())
              + (each.vendorId().isEmpty() ? "" : " " + each.vendorId() + ":" + each.productId())
              + (each.serial().isEmpty() ? " in " + each.port() : ", serial " + each.serial())
              + (each.readOnly() ? ", reading only" : ", reading and writing")
              + (each.account().isEmpty() ? "" : ", for " + each.account())
              + ".");
    }
    return lines;
  }
}
