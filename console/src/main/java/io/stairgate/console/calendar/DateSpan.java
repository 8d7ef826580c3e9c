package io.stairgate.console.calendar;

import java.time.LocalDate;

/**
 * Some days in a row.
 *
 * @param start first day, from the year 2000
 * @param end last day, on or after the first, at most three years later and before the year 2200
 */
public record DateSpan(LocalDate start, LocalDate end) {
  private static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2199, 12, 31);
  private static final int LONGEST_YEARS = 3;

  public DateSpan {
    if (end.isBefore(start)) {
      throw new IllegalArgumentException("the last day is before the first");
    }
    if (start.isBefore(EARLIEST) || end.isAfter(LATEST)) {
      throw new IllegalArgumentException("the days must lie between 2000 and 2199");
    }
    if (end.isAfter(start.plusYears(LONGEST_YEARS))) {
      throw new IllegalArgumentException("the last day is more than three years after the first");
    }
  }

  /** Whether {@code day} is one of them. */
  public boolean contains(LocalDate day) {
    return !day.isBefore(start) && !day.isAfter(end);
  }

  /** Whether every day of {@code other} is one of them. */
  public boolean contains(DateSpan other) {
    return contains(other.start) && contains(other.end);
  }

  /** Whether they share a day. */
  public boolean overlaps(DateSpan other) {
    return !start.isAfter(other.end) && !other.start.isAfter(end);
  }
}
