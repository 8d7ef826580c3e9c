package io.stairgate.agent.wire;

/** The agent's half of the one stream to the console. */
public interface LinkStream {
  /**
   * Hands a message to the stream. To be called only while {@link #ready} says so, save for the
   * first message: what is handed over earlier waits in memory.
   */
  void send(ToConsole message);

  /** True while the stream takes more without holding it in memory. */
  boolean ready();

  /** Ends the stream; nothing more is received. */
  void close();

  /** The other half; called by one thread at a time, the one the client was given. */
  interface Receiver {
    /** A message came. */
    void received(FromConsole message);

    /** {@link LinkStream#ready} became true. */
    void becameReady();

    /** The stream is over; the last call. */
    void ended(ConsoleException why);
  }
}
