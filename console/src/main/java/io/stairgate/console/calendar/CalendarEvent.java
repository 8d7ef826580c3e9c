package io.stairgate.console.calendar;

/**
 * Something that a calendar file says, and what we take it for.
 *
 * @param title as written there, at most 64 characters
 * @param days its days
 * @param kind what we take it for
 */
public record CalendarEvent(String title, DateSpan days, Kind kind) {
  /** What an event is taken for. */
  public enum Kind {
    /** A whole term. */
    TERM,
    /** The day a term begins. */
    TERM_BEGINS,
    /** The day a term ends. */
    TERM_ENDS,
    /** The holiday within a term. */
    HALF_TERM,
    /** Days on which the setting is closed. */
    CLOSURE,
    /** Nothing that the calendar needs; it is left out. */
    OTHER
  }
}
