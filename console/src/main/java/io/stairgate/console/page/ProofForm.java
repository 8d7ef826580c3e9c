package io.stairgate.console.page;

import io.stairgate.console.secondstep.PasskeyQuestion;
import java.util.Optional;

/**
 * A page that asks for a second step.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param csrf the token of its forms
 * @param action where its forms go: {@code /second-step} or {@code /confirm}
 * @param next where to go afterwards
 * @param hasApp whether the person has an app with codes
 * @param codesLeft recovery codes that are still good
 * @param passkey the question for the browser, where the person has a passkey and it can work here
 * @param passkeyElsewhere the address at which the person's passkeys work; empty: here, or there
 *     are none
 */
public record ProofForm(
    Frame frame,
    Problems problems,
    String csrf,
    String action,
    String next,
    boolean hasApp,
    int codesLeft,
    Optional<PasskeyQuestion> passkey,
    String passkeyElsewhere) {
  /** Whether this is the second step of signing in, and not a step-up later. */
  public boolean signingIn() {
    return action.equals("/second-step");
  }
}
