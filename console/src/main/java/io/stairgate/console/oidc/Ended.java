package io.stairgate.console.oidc;

import io.stairgate.console.secret.Secret;

/** What became of a sign-in elsewhere when the browser came back. */
public sealed interface Ended {
  /**
   * The person is let in; the session waits for the second step.
   *
   * @param cookie of the new session
   * @param secondStep whether the second step was done there, and that is enough
   * @param how how the person showed who they are, in words for the log
   * @param next where to go, a page of ours
   * @param joined whether the person's account is new
   */
  record In(Secret cookie, boolean secondStep, String how, String next, boolean joined)
      implements Ended {}

  /**
   * The person is known there, and nobody here has said to be that person.
   *
   * @param label how the setting calls the provider
   */
  record NotLinked(String label) implements Ended {}

  /**
   * The person's account is linked now.
   *
   * @param label how the setting calls the provider
   */
  record Linked(String label) implements Ended {}

  /**
   * The person's account could not be linked.
   *
   * @param sentence what to do
   */
  record LinkRefused(String sentence) implements Ended {}

  /**
   * The invitation could not be used.
   *
   * @param sentence what to do
   */
  record JoinRefused(String sentence) implements Ended {}

  /**
   * It did not work.
   *
   * @param fault why
   */
  record Failed(Fault fault) implements Ended {}
}
