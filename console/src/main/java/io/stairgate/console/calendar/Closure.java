package io.stairgate.console.calendar;

/**
 * Days on which the setting is closed: a bank holiday, a training day, the days around Christmas.
 *
 * @param name why, 1 to 64 characters
 * @param days first and last day
 */
public record Closure(String name, DateSpan days) {
  public Closure {
    Names.require(name);
  }
}
