package io.stairgate.console.secondstep;

import io.stairgate.console.database.Bytes;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A passkey of a person.
 *
 * @param id what the browser calls it, at most {@link #LONGEST_ID} bytes
 * @param account whose it is
 * @param userHandle what the browser calls the person
 * @param publicKey in COSE form
 * @param signatureCount as it last said; 0 where it does not count
 * @param name what the person calls it
 * @param madeAt when it was set up
 * @param lastUsedAt when it was last used
 */
public record Passkey(
    Bytes id,
    UUID account,
    Bytes userHandle,
    Bytes publicKey,
    long signatureCount,
    String name,
    Instant madeAt,
    Optional<Instant> lastUsedAt) {
  /** The longest id that is taken; the standard allows 1023, real ones have 16 to 256. */
  static final int LONGEST_ID = 512;

  public Passkey {
    if (id.size() < 1 || id.size() > LONGEST_ID) {
      throw new IllegalArgumentException("The passkey's id has " + id.size() + " bytes");
    }
    if (name.isBlank() || name.length() > 100) {
      throw new IllegalArgumentException("A passkey's name has 1 to 100 characters");
    }
  }

  /** Names it in a form: short, and nothing of the key. */
  public String handle() {
    return Bytes.sha256Of(id.toArray()).hex();
  }
}
