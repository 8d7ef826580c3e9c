package io.stairgate.agent;

import java.time.Duration;

/**
 * Gives memory back after work that needed some: the collector shrinks the heap only when it
 * collects all of it, and an agent at rest never makes it do so. One thread.
 */
final class Memory {
  private static final long GROWN = 1 << 20;
  private static final long NOT_BEFORE = Duration.ofMinutes(1).toNanos();

  private final Runnable atRest;
  private final long startedNanos = System.nanoTime();
  private boolean rested;
  private long least = Long.MAX_VALUE;
  private long lastNanos = System.nanoTime() - NOT_BEFORE;

  /**
   * Ready to tidy.
   *
   * @param atRest gives back what only the start needed; called once
   */
  Memory(Runnable atRest) {
    this.atRest = atRest;
  }

  /**
   * Collects where the heap has grown by a megabyte since it was smallest; about 20 ms, at most
   * once a minute. A minute after the start gives back what only the start needed.
   */
  void tidy() {
    long now = System.nanoTime();
    long size = Runtime.getRuntime().totalMemory();
    boolean grown = least == Long.MAX_VALUE || size > least + GROWN;
    if (grown && now - lastNanos >= NOT_BEFORE) {
      lastNanos = now;
      Runtime.getRuntime().gc();
      least = Math.min(least, Runtime.getRuntime().totalMemory());
    }
    if (!rested && now - startedNanos >= NOT_BEFORE) {
      rested = true;
      atRest.run();
    }
  }
}
