package io.stairgate.agent.platform.linux;

/** A medium that is permitted and is not opened all the same. */
final class StaysShutException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason stable code, for example {@code not-encrypted}
   */
  StaysShutException(String reason) {
    super("a permitted medium stays shut: " + reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
