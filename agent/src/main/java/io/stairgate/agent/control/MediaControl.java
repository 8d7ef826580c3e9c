package io.stairgate.agent.control;

import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.Stage;
import java.util.List;
import java.util.function.Consumer;

/**
 * The rule for portable media: proves it like any control, and holds it.
 *
 * <p>Life: {@link #start} once, {@link #apply} as often as the policy changes, {@link #close} once.
 * Threads: events are handed to the listener by one thread of this control; every other method may
 * be called from any thread.
 */
public interface MediaControl extends Control, AutoCloseable {
  /**
   * Subscribes to what the kernel says, then lists what is already plugged in, decides each, and
   * goes on until {@link #close}. Returns when what was present at start is decided.
   *
   * @param stage the stage to start with
   * @param listener told of each event in order; it must not block for long
   */
  void start(Stage stage, Consumer<MediaEvent> listener);

  /**
   * Goes to another stage. To enforce: shuts first and decides what is plugged in; from enforce:
   * puts back exactly what was there before. Calling it with the stage in force changes nothing.
   */
  void apply(Stage stage);

  /** What is plugged in now and whether it is shut. */
  List<PluggedMedium> plugged();

  /**
   * Puts back everything that was changed on this laptop, whatever the stage; for {@code release}
   * and for removal of the package. What cannot be put back is named in the result, one sentence
   * each; empty: all is as it was.
   */
  List<String> release();

  /** Stops listening. What is shut stays shut. */
  @Override
  void close();

  /**
   * One medium that is plugged in.
   *
   * @param medium which
   * @param shut true where nobody can open it
   * @param reason stable code of why
   */
  record PluggedMedium(Medium medium, boolean shut, String reason) {}
}
