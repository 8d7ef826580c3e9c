package io.stairgate.agent.platform.linux.hold;

/** The side with an administrator's rights, as the service sees it. */
public interface Root {
  /**
   * Asks and waits for the answer, up to five minutes. Never throws because of what is answered.
   *
   * @param more what follows the verb, at most 4 KiB with it; the caller wipes it
   */
  Answer ask(Verb verb, byte[] more) throws InterruptedException;

  /** Asks without more. */
  default Answer ask(Verb verb) throws InterruptedException {
    return ask(verb, new byte[0]);
  }
}
