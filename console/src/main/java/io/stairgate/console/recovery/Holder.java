package io.stairgate.console.recovery;

import io.stairgate.console.database.Bytes;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Somebody who holds, or is to hold, a share of the setting's recovery key.
 *
 * @param account who
 * @param chosenAt when they were chosen
 * @param keys their own pair of keys; empty: no recovery passphrase yet
 * @param share the number of their share; empty: none yet
 * @param sealedShare their share, sealed to their public key
 * @param wrongTries wrong passphrases in a row
 * @param wrongAt the last of them
 */
public record Holder(
    UUID account,
    Instant chosenAt,
    Optional<Keys> keys,
    OptionalInt share,
    Optional<Bytes> sealedShare,
    int wrongTries,
    Optional<Instant> wrongAt) {
  /**
   * A pair of keys.
   *
   * @param publicKey 32 bytes
   * @param sealedPrivate the private half under the holder's recovery passphrase
   * @param at when the passphrase was made
   */
  public record Keys(Bytes publicKey, Bytes sealedPrivate, Instant at) {}

  /** Whether they have a recovery passphrase. */
  public boolean ready() {
    return keys.isPresent();
  }
}
