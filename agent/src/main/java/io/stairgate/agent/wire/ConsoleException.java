package io.stairgate.agent.wire;

/**
 * A conversation with the console that did not come to its end; the message is one plain sentence.
 */
public final class ConsoleException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What the agent does next depends on this alone. */
  public enum Kind {
    /** Nobody answers at the address: try again, elsewhere or later. */
    UNREACHABLE,
    /**
     * Somebody answered and broke off, as a console does that does not take the laptop's
     * certificate.
     */
    BROKEN_OFF,
    /** Somebody answers who is not our console: nothing was sent; try another address. */
    NOT_TRUSTED,
    /** The console does not take the laptop's certificate: renew it. */
    UNAUTHENTICATED,
    /** The console refuses this laptop: a person has to act. */
    DENIED,
    /** The console asks for less: try again later. */
    BUSY,
    /** One side sent what the other does not understand. */
    MALFORMED
  }

  private final Kind kind;

  /**
   * Makes one.
   *
   * @param kind what it means for the next step
   * @param sentence one plain sentence, without secrets
   */
  public ConsoleException(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  /** What it means for the next step. */
  public Kind kind() {
    return kind;
  }

  /** The one plain sentence. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
