package io.stairgate.console.page;

import io.stairgate.console.policy.PolicyChange;
import java.util.List;

/**
 * What a change of the calendar would mean, and the form to save it.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param found what a calendar file says; empty where none was given
 * @param changes what would change
 * @param stops when the clocks would stand still, in words
 * @param follows what becomes of it, one sentence
 * @param text the calendar as the policy file writes it
 * @param base the policy's version that is looked at
 * @param year the school year it was typed for, by its first
 * @param reason as typed
 */
public record CalendarLookView(
    Frame frame,
    Problems problems,
    List<String> found,
    List<PolicyChange> changes,
    List<String> stops,
    String follows,
    String text,
    long base,
    int year,
    String reason) {
  public CalendarLookView {
    found = List.copyOf(found);
    changes = List.copyOf(changes);
    stops = List.copyOf(stops);
  }
}
