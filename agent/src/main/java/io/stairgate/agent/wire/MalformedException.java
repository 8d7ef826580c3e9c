package io.stairgate.agent.wire;

/** A message that does not say what the contract allows; the message is one plain sentence. */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedException(String sentence) {
    super(sentence);
  }

  MalformedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** The one plain sentence. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
