package io.stairgate.console.recovery;

import io.stairgate.console.recovery.RecoveryOutcome.Refused;

/** What came of a passphrase, or of what others agreed to. */
sealed interface Opened {
  /** It is not the holder's recovery passphrase. */
  Opened WRONG =
      new No(
          new Refused(
              "passphrase",
              "That is not your recovery passphrase. It is another one than the one you sign in"
                  + " with."));

  @SuppressWarnings("ArrayRecordComponent") // it is wiped after use and never compared
  record Key(byte[] key) implements Opened {
    @Override
    public String toString() {
      return "(a key)";
    }
  }

  record No(Refused refused) implements Opened {}
}
