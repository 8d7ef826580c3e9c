package io.stairgate.console.page;

import io.stairgate.console.policy.PolicyChange;
import java.util.List;

/**
 * The form of one group of laptops.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param was the group's name; empty: a new one
 * @param name as typed
 * @param laptops to choose from
 * @param base the policy's version that is looked at
 * @param seen names what was looked at; empty: nothing yet
 * @param looked whether {@code changes} says something
 * @param ends whether the group is to end
 * @param changes what would change
 * @param follows what becomes of it, one sentence
 * @param showFirst whether the person must show once more that it is them
 * @param reason as typed
 */
public record GroupView(
    Frame frame,
    Problems problems,
    String was,
    String name,
    List<ListEntry> laptops,
    long base,
    String seen,
    boolean looked,
    boolean ends,
    List<PolicyChange> changes,
    String follows,
    boolean showFirst,
    String reason) {
  public GroupView {
    laptops = List.copyOf(laptops);
    changes = List.copyOf(changes);
  }

  /** How many laptops are chosen. */
  public long chosen() {
    return laptops.stream().filter(ListEntry::chosen).count();
  }
}
