package io.stairgate.console.page;

import io.stairgate.console.policy.PolicyChange;
import java.util.List;

/**
 * The page to change the policy file: first the text, then what it would change.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param text the file as typed
 * @param base the version that was looked at
 * @param looked whether the text was read, so that {@code changes} says something
 * @param changes what it would change
 * @param follows what will become of it, one sentence
 * @param showFirst whether the person must show once more that it is them
 * @param reason the reason as typed
 */
public record PolicyChangeView(
    Frame frame,
    Problems problems,
    String text,
    long base,
    boolean looked,
    List<PolicyChange> changes,
    String follows,
    boolean showFirst,
    String reason) {
  public PolicyChangeView {
    changes = List.copyOf(changes);
  }
}
