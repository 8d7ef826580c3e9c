package io.stairgate.console.policy;

import java.util.List;
import java.util.UUID;

/** What became of a wish to change the policy. */
public sealed interface PolicyOutcome {
  /**
   * It holds now.
   *
   * @param version its number
   * @param changes what it changed
   * @param nobodyElse whether it gets looser and was not looked at by a second person, because
   *     there is none
   */
  record Applied(long version, List<PolicyChange> changes, boolean nobodyElse)
      implements PolicyOutcome {
    public Applied {
      changes = List.copyOf(changes);
    }
  }

  /**
   * It waits until another person agrees.
   *
   * @param proposal its id
   * @param changes what it would change
   * @param people names of those who may agree; empty where nobody may yet
   */
  record Proposed(UUID proposal, List<PolicyChange> changes, List<String> people)
      implements PolicyOutcome {
    public Proposed {
      changes = List.copyOf(changes);
      people = List.copyOf(people);
    }
  }

  /** The policy says that already. */
  record NothingChanged() implements PolicyOutcome {}

  /** A proposal was refused; nothing changes. */
  record TurnedDown() implements PolicyOutcome {}

  /**
   * Nothing was changed.
   *
   * @param sentence why, and what to do
   */
  record Refused(String sentence) implements PolicyOutcome {}
}
