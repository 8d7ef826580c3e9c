package io.stairgate.console.page;

import io.stairgate.console.policy.PolicyChange;
import java.util.List;

/**
 * One version of the policy beside another.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param row this version
 * @param others versions it can be compared with
 * @param other the version it is compared with
 * @param changes what differs from {@code other} to this version
 * @param mayPutBack whether the person may ask to put it back; not offered for what holds
 * @param back what putting back would change
 * @param reason the reason as typed
 */
public record VersionView(
    Frame frame,
    Problems problems,
    Row row,
    List<Long> others,
    long other,
    List<PolicyChange> changes,
    boolean mayPutBack,
    List<PolicyChange> back,
    String reason) {
  public VersionView {
    others = List.copyOf(others);
    changes = List.copyOf(changes);
    back = List.copyOf(back);
  }

  /**
   * A version in words.
   *
   * @param version its number
   * @param by who made it, and who agreed
   * @param at when
   * @param reason why
   * @param current whether it holds now
   */
  public record Row(long version, String by, Moment at, String reason, boolean current) {}
}
