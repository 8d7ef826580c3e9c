package io.stairgate.agent.policy;

import java.time.LocalDate;

/**
 * One term of the setting's calendar.
 *
 * @param name for example {@code Autumn}
 * @param start first day
 * @param end last day, on or after the first
 */
public record Term(String name, LocalDate start, LocalDate end) {
  public Term {
    if (end.isBefore(start)) {
      throw new IllegalArgumentException("term " + name + " ends before it starts");
    }
  }
}
