package io.stairgate.console.page;

import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.CalendarEvent;
import io.stairgate.console.calendar.Closure;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.SchoolYear;
import io.stairgate.console.calendar.Term;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The calendar in words, and day by day. */
final class CalendarWords {
  /** Time zones that are offered; others can be typed. */
  static final List<String> ZONES =
      List.of(
          "Europe/London",
          "Europe/Belfast",
          "Europe/Guernsey",
          "Europe/Isle_of_Man",
          "Europe/Jersey",
          "Europe/Gibraltar",
          "Europe/Dublin");

  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM uuuu", Locale.UK);

  private CalendarWords() {}

  static String today(Calendar calendar, LocalDate today) {
    String open = calendar.isOpenDay(today) ? "Today is an open day." : "Today you are closed.";
    String term =
        calendar
            .currentTerm(today)
            .map(each -> " The term that counts is " + each.name() + ".")
            .orElse(" The first term has not begun.");
    return open + term;
  }

  static String open(Calendar calendar) {
    return StickWords.all(
            calendar.openDays().stream()
                .map(day -> day.getDisplayName(TextStyle.FULL, Locale.UK))
                .toList())
        + ", "
        + time(calendar.openHours().from())
        + " to "
        + time(calendar.openHours().to());
  }

  private static String time(LocalTime time) {
    int hour = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
    String minutes =
        time.getMinute() == 0 ? "" : String.format(Locale.ROOT, ":%02d", time.getMinute());
    return hour + minutes + (time.getHour() < 12 ? "am" : "pm");
  }

  static String holidays(Calendar calendar) {
    return calendar.openInHolidays()
        ? "You are open between terms and in half-terms too."
        : "You are closed between terms and in half-terms.";
  }

  static CalendarView.Span span(Term term) {
    return new CalendarView.Span(
        term.name(),
        days(term.days()),
        term.halfTerm().map(half -> "Half-term: " + days(half)).orElse(""));
  }

  static CalendarView.Span span(Closure closure) {
    return new CalendarView.Span(closure.name(), days(closure.days()), "");
  }

  static String days(DateSpan days) {
    return days.start().equals(days.end())
        ? Moments.date(days.start())
        : Moments.date(days.start()) + " to " + Moments.date(days.end());
  }

  static List<ListEntry> days(Set<String> chosen) {
    return Arrays.stream(DayOfWeek.values())
        .map(
            day ->
                new ListEntry(
                    CalendarForm.code(day),
                    day.getDisplayName(TextStyle.FULL, Locale.UK),
                    chosen.contains(CalendarForm.code(day))))
        .toList();
  }

  static String found(CalendarEvent event) {
    return "%s, %s: %s"
        .formatted(
            event.title(),
            days(event.days()),
            switch (event.kind()) {
              case TERM -> "a term";
              case TERM_BEGINS -> "a term begins";
              case TERM_ENDS -> "a term ends";
              case HALF_TERM -> "a half-term";
              case CLOSURE -> "closed";
              case OTHER -> "left out";
            });
  }

  /** The twelve months of a school year, day by day. */
  static List<CalendarView.Month> months(Calendar calendar, SchoolYear year, LocalDate today) {
    List<CalendarView.Month> all = new ArrayList<>();
    YearMonth month = YearMonth.from(year.start());
    for (int i = 0; i < 12; i++) {
      all.add(month(calendar, month.plusMonths(i), today));
    }
    return all;
  }

  private static CalendarView.Month month(Calendar calendar, YearMonth month, LocalDate today) {
    List<List<CalendarView.Day>> weeks = new ArrayList<>();
    LocalDate monday = month.atDay(1).with(DayOfWeek.MONDAY);
    while (!monday.isAfter(month.atEndOfMonth())) {
      List<CalendarView.Day> week = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        LocalDate day = monday.plusDays(i);
        week.add(
            new CalendarView.Day(
                YearMonth.from(day).equals(month) ? day.getDayOfMonth() : 0,
                calendar.isOpenDay(day),
                day.equals(today)));
      }
      weeks.add(week);
      monday = monday.plusWeeks(1);
    }
    return new CalendarView.Month(MONTH.format(month), weeks);
  }
}
