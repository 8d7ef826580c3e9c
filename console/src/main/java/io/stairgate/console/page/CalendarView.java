package io.stairgate.console.page;

import java.util.List;

/**
 * The setting's calendar.
 *
 * @param frame around the page
 * @param said what was done just before; may be empty
 * @param today what today is, in a sentence
 * @param funding whether no terms were typed in, so that the funding terms count
 * @param year the school year that is shown
 * @param yearWords that year in words
 * @param years to choose from
 * @param open days and hours, in words
 * @param holidays what the holidays mean, in a sentence
 * @param terms of the year
 * @param closures of the year
 * @param stops when the clocks stand still in that year, in words
 * @param months of the year, day by day
 * @param copy whether there is a year before to copy
 * @param mayChange whether the reader may change it or ask for it
 */
public record CalendarView(
    Frame frame,
    String said,
    String today,
    boolean funding,
    int year,
    String yearWords,
    List<ListEntry> years,
    String open,
    String holidays,
    List<Span> terms,
    List<Span> closures,
    List<String> stops,
    List<Month> months,
    boolean copy,
    boolean mayChange) {
  public CalendarView {
    years = List.copyOf(years);
    terms = List.copyOf(terms);
    closures = List.copyOf(closures);
    stops = List.copyOf(stops);
    months = List.copyOf(months);
  }

  /**
   * A term or a closure.
   *
   * @param name as written
   * @param days in words
   * @param more the half-term, in words; may be empty
   */
  public record Span(String name, String days, String more) {}

  /**
   * One month.
   *
   * @param name for example September 2026
   * @param weeks rows of seven days, Monday first
   */
  public record Month(String name, List<List<Day>> weeks) {
    public Month {
      weeks = weeks.stream().map(List::copyOf).toList();
    }
  }

  /**
   * One day.
   *
   * @param number of the month; 0: not of this month
   * @param open whether the setting is open
   * @param today whether it is today
   */
  public record Day(int number, boolean open, boolean today) {
    /** How the day looks. */
    public String css() {
      return (open ? "open" : "closed") + (today ? " today" : "");
    }
  }
}
