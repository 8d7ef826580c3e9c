package io.stairgate.console.calendar;

import java.time.LocalDate;
import java.util.Optional;

/**
 * One term.
 *
 * @param name for example {@code Autumn 2026}, 1 to 64 characters
 * @param days its first and last day
 * @param halfTerm the holiday within it
 */
public record Term(String name, DateSpan days, Optional<DateSpan> halfTerm) {
  public Term {
    Names.require(name);
    if (halfTerm.isPresent() && !days.contains(halfTerm.get())) {
      throw new IllegalArgumentException("the half-term does not lie within its term");
    }
  }

  /** Whether the day is in the term and not in its half-term. */
  boolean isTermDay(LocalDate day) {
    return days.contains(day) && halfTerm.filter(half -> half.contains(day)).isEmpty();
  }
}
