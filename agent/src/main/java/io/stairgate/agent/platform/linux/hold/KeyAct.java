package io.stairgate.agent.platform.linux.hold;

/** What is asked about keys of encrypted disks. */
public enum KeyAct {
  /** Makes a recovery key, adds it, proves it and seals it. */
  ADD("add-key"),
  /** Takes a recovery key of ours away. */
  REMOVE("remove-key"),
  /** Lists the recovery keys of ours. */
  LIST("list-keys");

  private final String verb;

  KeyAct(String verb) {
    this.verb = verb;
  }

  /** The word of the question. */
  public String verb() {
    return verb;
  }
}
