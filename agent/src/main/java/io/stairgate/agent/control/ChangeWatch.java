package io.stairgate.agent.control;

/**
 * Has itself told by the system when something that rules look at is changed. Nothing runs while
 * nothing happens.
 */
public interface ChangeWatch extends AutoCloseable {
  /** Stops telling. */
  @Override
  void close();

  /** A system that tells nothing: the checks every few minutes find what was changed. */
  ChangeWatch NONE = () -> {};
}
