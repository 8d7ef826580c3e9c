package io.stairgate.console.mail;

import io.stairgate.console.notify.Trouble;

/** What became of a letter. */
public sealed interface Posted {
  /** The mail server took it. */
  record Taken() implements Posted {}

  /**
   * It did not, and may another time. It may have arrived all the same, where the answer was lost.
   *
   * @param why the trouble
   */
  record Later(Trouble why) implements Posted {}

  /**
   * It never will.
   *
   * @param why the trouble
   */
  record Never(Trouble why) implements Posted {}
}
