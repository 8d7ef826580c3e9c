package io.stairgate.console.database;

/** The console cannot start like this; the message is one plain sentence that says what to do. */
public final class StartRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Refuses.
   *
   * @param message one plain sentence for the person who started it
   */
  public StartRefusedException(String message) {
    super(message);
  }

  /**
   * Refuses, with what lay behind it.
   *
   * @param message one plain sentence for the person who started it
   * @param cause shown with {@code --debug} only
   */
  public StartRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
