package io.stairgate.console.permission;

import java.time.LocalDate;

/** When a permission is to end, as people choose it: always at the end of a day at the setting. */
public sealed interface Ends {
  /** The end of today. */
  record Today() implements Ends {}

  /** The end of the day seven days from now. */
  record SevenDays() implements Ends {}

  /**
   * The end of a day.
   *
   * @param day the last day
   */
  record LastDay(LocalDate day) implements Ends {}
}
