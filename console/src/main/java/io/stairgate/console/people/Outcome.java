package io.stairgate.console.people;

import io.stairgate.console.account.Invitation;
import io.stairgate.console.secret.Secret;
import java.time.Instant;

/** How something that was asked about people ended. */
public sealed interface Outcome {
  /** It is done. */
  record Done() implements Outcome {}

  /**
   * Somebody is invited.
   *
   * @param invitation the invitation
   * @param secret what stands in the link, to be shown once
   */
  record Invited(Invitation invitation, Secret secret) implements Outcome {}

  /**
   * Somebody can come back in.
   *
   * @param name who
   * @param secret what stands in the link, to be shown once
   * @param endsAt until when it is good
   */
  record LetBackIn(String name, Secret secret, Instant endsAt) implements Outcome {}

  /**
   * It is not done.
   *
   * @param field what must be put right: {@code name}, {@code roles}, {@code end}, or {@code
   *     person} where it is not a matter of the form
   * @param sentence why, and what to do
   */
  record Refused(String field, String sentence) implements Outcome {}

  /** The setting has no such person, invitation or laptop. */
  record NotThere() implements Outcome {}
}
