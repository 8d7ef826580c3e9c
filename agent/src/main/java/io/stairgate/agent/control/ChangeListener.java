package io.stairgate.agent.control;

/** Hears of changes of the laptop. Called on the watch's own thread; must not block. */
public interface ChangeListener {
  /**
   * Something the rules look at was changed, or may have been.
   *
   * @param wordNanos when the system first told of it, {@link System#nanoTime}
   */
  void changed(long wordNanos);

  /** One of the agent's own parts was changed, or may have been. */
  void ownPartChanged();
}
