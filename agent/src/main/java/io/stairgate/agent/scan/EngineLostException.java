package io.stairgate.agent.scan;

/** The engine went away or stopped answering in the middle. */
final class EngineLostException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean silent;

  /**
   * @param silent true where it is still there and does not answer
   */
  EngineLostException(boolean silent) {
    super(silent ? "the engine does not answer" : "the engine went away");
    this.silent = silent;
  }

  boolean silent() {
    return silent;
  }
}
