package io.stairgate.console.database;

/**
 * The database could not take a transaction just now: its disk is full, or it cannot be reached.
 * Nothing of the transaction counts as done; whoever acknowledges must not. The message is one
 * plain sentence.
 */
public final class DatabaseUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says so.
   *
   * @param message one plain sentence
   */
  public DatabaseUnavailableException(String message) {
    super(message);
  }

  DatabaseUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
