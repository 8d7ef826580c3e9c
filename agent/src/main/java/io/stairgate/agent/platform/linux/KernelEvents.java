package io.stairgate.agent.platform.linux;

/** What the kernel tells about devices, one happening after the other. */
interface KernelEvents extends AutoCloseable {
  /** Waits for the next happening. One thread only. */
  Happening next();

  /** Makes {@link #next} return at once with {@link Happening.Woken}. Any thread. */
  void wake();

  @Override
  void close();

  /** What came. */
  sealed interface Happening {
    /**
     * A message.
     *
     * @param event the message
     * @param receivedNanos when it was received, by {@link System#nanoTime}
     */
    record Message(Uevent event, long receivedNanos) implements Happening {}

    /** Messages were lost: everything has to be looked at again. */
    record Lost() implements Happening {}

    /** Somebody called {@link KernelEvents#wake}. */
    record Woken() implements Happening {}

    /** Nothing can be heard any more. */
    record Broken() implements Happening {}
  }
}
