package io.stairgate.agent.config;

/** Something a person has to know; the message is one plain sentence that says what to do next. */
public final class PlainException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes one with nothing behind it. */
  public PlainException(String sentence) {
    super(sentence);
  }

  /** Makes one with what is behind it, shown only with {@code --debug}. */
  public PlainException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** The one plain sentence. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
