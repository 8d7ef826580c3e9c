package io.stairgate.console.webhook;

import io.stairgate.console.secret.Secret;

/** How it went. */
public sealed interface WebhookOutcome {
  /** It is done. */
  record Done() implements WebhookOutcome {}

  /**
   * A new one is there.
   *
   * @param webhook it
   * @param key of its signatures, to be shown once
   */
  record Made(Webhook webhook, Secret key) implements WebhookOutcome {}

  /** There is no such webhook. */
  record NotThere() implements WebhookOutcome {}

  /**
   * It was not done.
   *
   * @param field what must be put right
   * @param sentence what to do
   */
  record Refused(String field, String sentence) implements WebhookOutcome {}
}
