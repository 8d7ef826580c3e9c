package io.stairgate.console.page;

import io.stairgate.console.policy.PolicyChange;
import java.util.List;

/**
 * The form of one line of the register of who may use which laptop.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param wasPerson the person until now; empty: a new line
 * @param wasName the sign-in name until now; empty: a new line
 * @param person as typed
 * @param name sign-in name as typed
 * @param everywhere whether it is for all laptops
 * @param laptops to choose from
 * @param until last day as typed; may be empty
 * @param administrator last day as an administrator as typed; may be empty
 * @param shared whether the account's password is shared
 * @param base the policy's version that is looked at
 * @param seen names what was looked at; empty: nothing yet
 * @param looked whether {@code changes} says something
 * @param ends whether the line is to go
 * @param changes what would change
 * @param follows what becomes of it, one sentence
 * @param showFirst whether the person must show once more that it is them
 * @param reason as typed
 */
public record RegisterLineView(
    Frame frame,
    Problems problems,
    String wasPerson,
    String wasName,
    String person,
    String name,
    boolean everywhere,
    List<ListEntry> laptops,
    String until,
    String administrator,
    boolean shared,
    long base,
    String seen,
    boolean looked,
    boolean ends,
    List<PolicyChange> changes,
    String follows,
    boolean showFirst,
    String reason) {
  public RegisterLineView {
    laptops = List.copyOf(laptops);
    changes = List.copyOf(changes);
  }
}
