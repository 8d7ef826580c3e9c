package io.stairgate.agent.control;

import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.Permission;
import java.util.List;

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
  void start(Stage stage, MediaListener listener);

  /**
   * Goes to another stage. To enforce: shuts first and decides what is plugged in; from enforce:
   * puts back exactly what was there before. Calling it with the stage in force changes nothing.
   */
  void apply(Stage stage);

  /**
   * Takes over what may be opened from now on, in place of what might be before. What is open under
   * a permission that is not among them is shut at once: written out, unmounted, de-authorised.
   * What is plugged in and now permitted goes its way: let in, scanned, handed to the person. Time
   * is not looked at here: whoever calls leaves out what has ended. Returns when what had to be
   * shut is shut; opening goes on afterwards.
   */
  void permit(List<Permission> live);

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
