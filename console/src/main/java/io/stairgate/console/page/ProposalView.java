package io.stairgate.console.page;

import io.stairgate.console.policy.PolicyChange;
import java.util.List;

/**
 * A change of the policy that waits, or waited, for another person.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param said what was just done; empty where nothing was
 * @param id the proposal
 * @param by who asks
 * @param at when
 * @param reason why
 * @param changes what it would change
 * @param state what became of it, one sentence
 * @param css colour of the state
 * @param mayDecide whether the person may decide it now
 * @param looser whether it makes a rule looser
 * @param word the words as typed
 * @param seesPolicy whether the person may see the policy as a whole
 */
public record ProposalView(
    Frame frame,
    Problems problems,
    String said,
    String id,
    String by,
    Moment at,
    String reason,
    List<PolicyChange> changes,
    String state,
    String css,
    boolean mayDecide,
    boolean looser,
    String word,
    boolean seesPolicy) {
  public ProposalView {
    changes = List.copyOf(changes);
  }
}
