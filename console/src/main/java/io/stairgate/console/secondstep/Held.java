package io.stairgate.console.secondstep;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The second steps of a person.
 *
 * @param appSince when the app with codes was set up; empty where there is none
 * @param passkeys oldest first
 * @param codesLeft recovery codes that are still good; they do not count as a second step
 */
public record Held(Optional<Instant> appSince, List<Passkey> passkeys, int codesLeft) {
  public Held {
    passkeys = List.copyOf(passkeys);
  }

  /** Whether there is any: without one a person must set one up before anything else. */
  public boolean any() {
    return count() > 0;
  }

  /** How many there are; the last one is never removed. */
  public int count() {
    return passkeys.size() + (appSince.isPresent() ? 1 : 0);
  }
}
