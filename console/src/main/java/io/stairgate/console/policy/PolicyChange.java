package io.stairgate.console.policy;

/**
 * One difference between two policies.
 *
 * @param direction whether it makes the rules tighter or looser
 * @param sentence for people, one sentence with its full stop
 */
public record PolicyChange(Direction direction, String sentence) {
  /** Which way a difference goes. */
  public enum Direction {
    /** Less is allowed, or more is asked for. */
    TIGHTER,
    /** More is allowed, or less is asked for: a second person looks at it where there is one. */
    LOOSER,
    /** Neither, for example a date of the calendar. */
    OTHER;

    /** From a comparison: negative where the new one is the stricter. */
    static Direction of(int newAgainstOld) {
      return newAgainstOld < 0 ? TIGHTER : newAgainstOld > 0 ? LOOSER : OTHER;
    }
  }
}
