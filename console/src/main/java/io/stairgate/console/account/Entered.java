package io.stairgate.console.account;

import io.stairgate.console.secret.Secret;
import java.time.Duration;

/** How a try to come in ended. */
public sealed interface Entered {
  /**
   * In: a session is open.
   *
   * @param cookie the secret for the browser's cookie
   */
  record In(Secret cookie) implements Entered {}

  /** Name and passphrase do not fit; which of the two is not said. */
  record Refused() implements Entered {}

  /**
   * Too many wrong tries; nothing was looked at.
   *
   * @param left how long to wait yet
   */
  record Wait(Duration left) implements Entered {}

  /** The link was used before, has ended, or never was. */
  record LinkSpent() implements Entered {}

  /**
   * Something in the form must be put right.
   *
   * @param field the field's name: {@code setting}, {@code person}, {@code name} or {@code
   *     passphrase}
   * @param sentence what is wrong and what to do
   */
  record FieldWrong(String field, String sentence) implements Entered {}
}
