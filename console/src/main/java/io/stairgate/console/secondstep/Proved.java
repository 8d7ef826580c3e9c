package io.stairgate.console.secondstep;

import java.time.Duration;

/** How a try to prove a second step ended. */
public sealed interface Proved {
  /**
   * It is right.
   *
   * @param how in words, for the audit log
   * @param wrongBefore how many wrong codes were typed since the last right one
   */
  record Yes(String how, int wrongBefore) implements Proved {}

  /**
   * It is wrong.
   *
   * @param sentence what to do
   */
  record No(String sentence) implements Proved {}

  /**
   * Too many wrong codes; nothing was looked at.
   *
   * @param left how long to wait yet
   */
  record Wait(Duration left) implements Proved {}
}
