package io.stairgate.console.concern;

/** What somebody who wants to read a report is shown. */
public sealed interface ConcernReading {
  /**
   * All of it; the reading is in the log.
   *
   * @param concern the report
   * @param text what is only for those whom it concerns
   */
  record Open(Concern concern, ConcernText text) implements ConcernReading {}

  /**
   * That it exists.
   *
   * @param concern the report, without its words
   */
  record Closed(Concern concern) implements ConcernReading {}

  /** The setting has no such report. */
  record NotThere() implements ConcernReading {}
}
