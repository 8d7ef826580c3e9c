package io.stairgate.console.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line of the register of who may use which laptop, to add, to change, or to take out. It changes
 * a policy as the same words in the file would.
 *
 * @param was the line until now; empty: a new one
 * @param entry the line from now on; empty: it goes
 */
public record AccessWish(Optional<Line> was, Optional<AccessEntry> entry) {
  public AccessWish {
    if (was.isEmpty() && entry.isEmpty()) {
      throw new IllegalArgumentException("nothing is said of anybody");
    }
  }

  /**
   * Names a line: a person is there once under each sign-in name.
   *
   * @param person name
   * @param signInName the account's name on the laptops
   */
  public record Line(String person, String signInName) {
    /** Which line that is. */
    public static Line of(AccessEntry entry) {
      return new Line(entry.person(), entry.signInName());
    }
  }

  /** The line of a policy; empty where it has none of that name. */
  public static Optional<AccessEntry> find(SettingPolicy policy, Line line) {
    return policy.access().stream().filter(each -> Line.of(each).equals(line)).findFirst();
  }

  /**
   * The policy with it.
   *
   * @throws IllegalArgumentException where it cannot be; its message says why
   */
  public SettingPolicy on(SettingPolicy policy) {
    List<AccessEntry> all = new ArrayList<>(policy.access());
    if (was.isPresent() && !all.removeIf(each -> Line.of(each).equals(was.get()))) {
      throw new IllegalArgumentException("this line is not in the register any more");
    }
    entry.ifPresent(all::add);
    return policy.withAccess(all);
  }
}
