package io.stairgate.agent.local;

import java.util.Optional;

/** What the command line may ask of the service. */
public enum Ask {
  /** How the agent stands; everybody at the laptop may ask. */
  STATUS("status", false),
  /** What is plugged in; everybody at the laptop may ask. */
  MEDIA("media", false),
  /** A person asks for a medium to be allowed. */
  MEDIA_ASK("media-ask", false),
  /** A person wants a code to read out over the telephone. */
  TELEPHONE("telephone", false),
  /** A person types the answer they were told. */
  TELEPHONE_ANSWER("telephone-answer", false),
  /** What this laptop may open. */
  PERMISSIONS("permissions", false),
  /** A person reports a concern; everybody at the laptop may. */
  CONCERN("concern", false),
  /** The notice that use is monitored; everybody at the laptop may ask. */
  NOTICE("notice", false),
  /** A person has read it. */
  NOTICE_READ("notice-read", false),
  /** Whether the console keeps recovery keys of this laptop; everybody at the laptop may ask. */
  RECOVERY_KEY("recovery-key", false),
  /** A person typed the passphrase of the disk, to make a recovery key. */
  RECOVERY_KEY_ADD("recovery-key-add", false),
  /** Prove every rule now; answered when it is done. */
  CHECK("check", true),
  /** The laptop was enrolled: read the enrolment. */
  ENROLLED("enrolled", true),
  /** Put back everything that was changed. */
  RELEASE("release", true);

  private final String word;
  private final boolean ownerOnly;

  Ask(String word, boolean ownerOnly) {
    this.word = word;
    this.ownerOnly = ownerOnly;
  }

  /** The word on the socket. */
  public String word() {
    return word;
  }

  /** Whether only the administrator, or the account the service runs as, may ask. */
  public boolean ownerOnly() {
    return ownerOnly;
  }

  static Optional<Ask> of(String word) {
    for (Ask ask : values()) {
      if (ask.word.equals(word)) {
        return Optional.of(ask);
      }
    }
    return Optional.empty();
  }
}
