package io.stairgate.console.page;

import java.util.List;

/**
 * The form of the calendar of one school year.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param year which year, by its first
 * @param yearWords that year in words
 * @param base the policy's version that is looked at
 * @param copied whether the dates are last year's, to be checked
 * @param terms one row each
 * @param closures one row each
 * @param days of the week
 * @param from the setting opens
 * @param to the setting closes
 * @param zone time zone
 * @param zones to choose from
 * @param holidays whether it is open in the holidays
 */
public record CalendarFormView(
    Frame frame,
    Problems problems,
    int year,
    String yearWords,
    long base,
    boolean copied,
    List<TermRow> terms,
    List<ClosureRow> closures,
    List<ListEntry> days,
    String from,
    String to,
    String zone,
    List<String> zones,
    boolean holidays) {
  public CalendarFormView {
    terms = List.copyOf(terms);
    closures = List.copyOf(closures);
    days = List.copyOf(days);
    zones = List.copyOf(zones);
  }

  /**
   * One term as typed.
   *
   * @param id what its fields begin with
   * @param title of the row
   * @param name of the term
   * @param start first day
   * @param end last day
   * @param halfStart first day of the half-term
   * @param halfEnd last day of the half-term
   */
  public record TermRow(
      String id,
      String title,
      String name,
      String start,
      String end,
      String halfStart,
      String halfEnd) {}

  /**
   * One closure as typed.
   *
   * @param id what its fields begin with
   * @param name why
   * @param start first day
   * @param end last day; empty: the same
   */
  public record ClosureRow(String id, String name, String start, String end) {}
}
