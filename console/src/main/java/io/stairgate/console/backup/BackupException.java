package io.stairgate.console.backup;

/** A backup cannot be made or put back. The message is one plain sentence that says what to do. */
public final class BackupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With nothing behind it. */
  public BackupException(String sentence) {
    super(sentence);
  }

  /** With the fault behind it. */
  public BackupException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  static BackupException damaged(Throwable cause) {
    return new BackupException(
        "The backup is damaged or not whole, so nothing was changed. Use another copy of it, or an"
            + " earlier backup.",
        cause);
  }

  static BackupException damaged(String what) {
    return new BackupException(
        "The backup is damaged or not whole (%s), so nothing was changed. Use another copy of it, or an earlier backup."
            .formatted(what));
  }
}
