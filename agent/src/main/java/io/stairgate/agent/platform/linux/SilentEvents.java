package io.stairgate.agent.platform.linux;

import java.util.concurrent.LinkedBlockingQueue;

/**
 * The events of a system that is only a folder: none come by themselves. What runs on a test root
 * hands them in with {@link #say}.
 */
final class SilentEvents implements KernelEvents {
  private final LinkedBlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();

  /** Hands in a happening, as if the kernel had said it. Any thread. */
  void say(Happening happening) {
    happenings.add(happening);
  }

  /** True where everything handed in was taken. */
  boolean isQuiet() {
    return happenings.isEmpty();
  }

  @Override
  public Happening next() {
    try {
      return happenings.take();
    } catch (InterruptedException e) {
      return new Happening.Woken();
    }
  }

  @Override
  public void wake() {
    happenings.add(new Happening.Woken());
  }

  @Override
  public void close() {
    happenings.clear();
  }
}
