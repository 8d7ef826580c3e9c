package io.stairgate.agent.platform.linux.hold;

/**
 * A change could not be made or taken back. Its message is one plain sentence without personal
 * data.
 */
public final class HoldException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a sentence that says what could not be done and what to do. */
  public HoldException(String sentence) {
    super(sentence);
  }

  /** The same with what caused it. */
  public HoldException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
