package io.stairgate.console.contact;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of a person's e-mail address.
 *
 * @param account the person
 * @param address the confirmed one; empty: none yet
 * @param refused when the mail server said that nobody has the confirmed address; empty: it did not
 * @param wanted one that waits to be confirmed
 * @param linkEnds until when the link to confirm it is good
 */
public record KnownAddress(
    UUID account,
    Optional<MailAddress> address,
    Optional<Instant> refused,
    Optional<MailAddress> wanted,
    Optional<Instant> linkEnds) {
  /** Of somebody who gave none. */
  public static KnownAddress none(UUID account) {
    return new KnownAddress(
        account, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** How the address stands. */
  public enum State {
    /** Messages go to it. */
    GOOD,
    /** There is none. */
    NONE,
    /** The link that was sent to it was not used yet. */
    NOT_CONFIRMED,
    /** Messages to it come back. */
    REFUSED
  }

  /** How it stands. */
  public State state() {
    if (address.isEmpty()) {
      return wanted.isEmpty() ? State.NONE : State.NOT_CONFIRMED;
    }
    return refused.isEmpty() ? State.GOOD : State.REFUSED;
  }
}
