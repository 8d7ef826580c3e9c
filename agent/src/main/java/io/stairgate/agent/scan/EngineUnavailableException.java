package io.stairgate.agent.scan;

/** The engine did not answer at all, so nothing was scanned. Carries no file name. */
public final class EngineUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason one plain sentence for the log
   */
  public EngineUnavailableException(String reason) {
    super(reason);
  }
}
