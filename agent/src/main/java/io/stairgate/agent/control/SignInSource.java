package io.stairgate.agent.control;

import java.util.List;

/**
 * Tells how people get in: by themselves, as a guest, after how many wrong tries. Implemented per
 * system; called by one thread at a time.
 */
public interface SignInSource {
  /** Reads it now. */
  Ways read();

  /**
   * The ways in.
   *
   * @param automatic where an account is opened without anybody typing anything, in words; empty:
   *     nowhere
   * @param guest where somebody without an account gets in, in words; empty: nowhere
   * @param tries after how many wrong tries signing in locks
   * @param unclear what could not be read, as stable codes; empty: all was
   */
  record Ways(List<String> automatic, List<String> guest, Tries tries, List<String> unclear) {
    public Ways {
      automatic = List.copyOf(automatic);
      guest = List.copyOf(guest);
      unclear = List.copyOf(unclear);
    }
  }

  /** What happens after wrong tries. */
  sealed interface Tries {
    /**
     * Signing in locks for a while.
     *
     * @param after so many wrong tries
     * @param seconds for so long; 0: until an administrator opens it
     */
    record Locks(int after, int seconds) implements Tries {}

    /** Nothing: anybody may go on trying. */
    record Endless() implements Tries {}

    /** That cannot be said. */
    record NotTold() implements Tries {}
  }
}
