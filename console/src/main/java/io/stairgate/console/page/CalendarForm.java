package io.stairgate.console.page;

import io.javalin.http.Context;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.Closure;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.OpenHours;
import io.stairgate.console.calendar.SchoolYear;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.page.CalendarFormView.ClosureRow;
import io.stairgate.console.page.CalendarFormView.TermRow;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The calendar of one school year as typed.
 *
 * <p>Over 300 lines because what may be wrong with each field stands with how it is read.
 *
 * @param year which year
 * @param terms one row each
 * @param closures one row each
 * @param days codes of the days of the week
 * @param from when it opens
 * @param to when it closes
 * @param zone time zone
 * @param holidays whether it is open in the holidays
 */
record CalendarForm(
    SchoolYear year,
    List<TermRow> terms,
    List<ClosureRow> closures,
    Set<String> days,
    String from,
    String to,
    String zone,
    boolean holidays) {
  private static final int MOST_TERMS = 6;
  private static final int LEAST_TERMS = 3;
  private static final int MOST_CLOSURES = 60;
  private static final int MORE_CLOSURES = 3;
  private static final List<String> SEASONS = List.of("Autumn", "Spring", "Summer");

  /** What people type where the browser has no field for a day. */
  private static final List<DateTimeFormatter> DAYS =
      List.of(
          DateTimeFormatter.ISO_LOCAL_DATE,
          DateTimeFormatter.ofPattern("d/M/uuuu", Locale.UK),
          DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK),
          DateTimeFormatter.ofPattern("d MMM uuuu", Locale.UK));

  CalendarForm {
    terms = List.copyOf(terms);
    closures = List.copyOf(closures);
    days = Set.copyOf(days);
  }

  /** What the calendar says of a year. */
  static CalendarForm of(Calendar calendar, SchoolYear year) {
    return of(calendar, year, year.terms(calendar), year.closures(calendar));
  }

  /** What it said of the year before, moved by 52 weeks. */
  static CalendarForm copied(Calendar calendar, SchoolYear year) {
    return of(calendar, year, year.termsOfLastYear(calendar), year.closuresOfLastYear(calendar));
  }

  private static CalendarForm of(
      Calendar calendar, SchoolYear year, List<Term> terms, List<Closure> closures) {
    List<TermRow> termRows = new ArrayList<>();
    for (int i = 0; i < Math.max(LEAST_TERMS, terms.size()); i++) {
      termRows.add(row(i, i < terms.size() ? Optional.of(terms.get(i)) : Optional.empty(), year));
    }
    List<ClosureRow> closureRows = new ArrayList<>();
    for (int i = 0; i < closures.size() + MORE_CLOSURES; i++) {
      Optional<Closure> one = i < closures.size() ? Optional.of(closures.get(i)) : Optional.empty();
      closureRows.add(
          new ClosureRow(
              "closure-" + (i + 1),
              one.map(Closure::name).orElse(""),
              one.map(each -> each.days().start().toString()).orElse(""),
              one.map(each -> each.days().end().toString()).orElse("")));
    }
    Set<String> days = new HashSet<>();
    calendar.openDays().forEach(day -> days.add(code(day)));
    return new CalendarForm(
        year,
        termRows,
        closureRows,
        days,
        calendar.openHours().from().toString(),
        calendar.openHours().to().toString(),
        calendar.zone().getId(),
        calendar.openInHolidays());
  }

  private static TermRow row(int i, Optional<Term> term, SchoolYear year) {
    String season = i < SEASONS.size() ? SEASONS.get(i) + " term" : "Term " + (i + 1);
    String name =
        i < SEASONS.size() ? SEASONS.get(i) + " " + (i == 0 ? year.first() : year.first() + 1) : "";
    return new TermRow(
        "term-" + (i + 1),
        season,
        term.map(Term::name).orElse(name),
        term.map(each -> each.days().start().toString()).orElse(""),
        term.map(each -> each.days().end().toString()).orElse(""),
        term.flatMap(Term::halfTerm).map(half -> half.start().toString()).orElse(""),
        term.flatMap(Term::halfTerm).map(half -> half.end().toString()).orElse(""));
  }

  static String code(DayOfWeek day) {
    return day.name().toLowerCase(Locale.ROOT);
  }

  /** What was sent. */
  static CalendarForm sent(Context context, SchoolYear year) {
    List<TermRow> terms = new ArrayList<>();
    for (int i = 1; i <= MOST_TERMS; i++) {
      String id = "term-" + i;
      if (i <= LEAST_TERMS || context.formParam(id + "-start") != null) {
        terms.add(
            new TermRow(
                id,
                row(i - 1, Optional.empty(), year).title(),
                typed(context, id + "-name"),
                typed(context, id + "-start"),
                typed(context, id + "-end"),
                typed(context, id + "-half-start"),
                typed(context, id + "-half-end")));
      }
    }
    List<ClosureRow> closures = new ArrayList<>();
    for (int i = 1; i <= MOST_CLOSURES; i++) {
      String id = "closure-" + i;
      if (context.formParam(id + "-start") != null) {
        closures.add(
            new ClosureRow(
                id,
                typed(context, id + "-name"),
                typed(context, id + "-start"),
                typed(context, id + "-end")));
      }
    }
    return new CalendarForm(
        year,
        terms,
        closures,
        Set.copyOf(context.formParams("open-day").stream().limit(20).toList()),
        typed(context, "open-from"),
        typed(context, "open-to"),
        typed(context, "zone"),
        typed(context, "holidays").equals("yes"));
  }

  private static String typed(Context context, String name) {
    return Visits.field(context, name).strip();
  }

  /**
   * The calendar with what was typed.
   *
   * @param before what it is put into
   * @param problems gets what must be put right
   * @return empty where something must be
   */
  Optional<Calendar> read(Calendar before, List<Problems.Problem> problems) {
    List<Term> readTerms = new ArrayList<>();
    terms.forEach(row -> term(row, problems).ifPresent(readTerms::add));
    List<Closure> readClosures = new ArrayList<>();
    closures.forEach(row -> closure(row, problems).ifPresent(readClosures::add));
    Set<DayOfWeek> openDays = EnumSet.noneOf(DayOfWeek.class);
    for (DayOfWeek day : DayOfWeek.values()) {
      if (days.contains(code(day))) {
        openDays.add(day);
      }
    }
    if (openDays.isEmpty()) {
      problems.add(problem("open-days", "Choose at least one day on which you are open."));
    }
    Optional<OpenHours> hours = hours(problems);
    Optional<ZoneId> known =
        Optional.of(zone).filter(ZoneId.getAvailableZoneIds()::contains).map(ZoneId::of);
    if (known.isEmpty()) {
      problems.add(problem("zone", "Write a time zone such as Europe/London."));
    }
    if (!problems.isEmpty() || hours.isEmpty() || known.isEmpty()) {
      return Optional.empty();
    }
    try {
      Calendar dates = year.in(before, readTerms, readClosures);
      return Optional.of(
          new Calendar(
              known.get(), dates.terms(), dates.closures(), openDays, hours.get(), holidays));
    } catch (IllegalArgumentException e) {
      problems.add(problem("term-1-start", "These dates do not fit: " + e.getMessage() + "."));
      return Optional.empty();
    }
  }

  private static Problems.Problem problem(String field, String sentence) {
    return new Problems.Problem(field, sentence);
  }

  private Optional<Term> term(TermRow row, List<Problems.Problem> problems) {
    boolean empty = row.start().isEmpty() && row.end().isEmpty();
    if (empty && row.halfStart().isEmpty() && row.halfEnd().isEmpty()) {
      return Optional.empty();
    }
    int before = problems.size();
    Optional<DateSpan> span =
        span(row.id(), row.title(), row.start(), row.end(), "The term", problems);
    Optional<DateSpan> half =
        row.halfStart().isEmpty() && row.halfEnd().isEmpty()
            ? Optional.empty()
            : span(
                row.id() + "-half",
                "Half-term of the " + lower(row.title()),
                row.halfStart(),
                row.halfEnd(),
                "The half-term",
                problems);
    if (problems.size() > before || span.isEmpty()) {
      return Optional.empty();
    }
    if (!year.has(span.get().start())) {
      problems.add(
          problem(
              row.id() + "-start",
              "%s: this day is not in the school year %s.".formatted(row.title(), year.words())));
      return Optional.empty();
    }
    if (half.filter(days -> !span.get().contains(days)).isPresent()) {
      problems.add(
          problem(
              row.id() + "-half-start",
              "%s: the half-term must lie within the term.".formatted(row.title())));
      return Optional.empty();
    }
    String name =
        row.name().isEmpty() ? year.season(span.get().start()).orElse(row.title()) : row.name();
    try {
      return Optional.of(new Term(name, span.get(), half));
    } catch (IllegalArgumentException e) {
      problems.add(problem(row.id() + "-name", row.title() + ": " + e.getMessage() + "."));
      return Optional.empty();
    }
  }

  private static String lower(String title) {
    return Character.toLowerCase(title.charAt(0)) + title.substring(1);
  }

  private Optional<Closure> closure(ClosureRow row, List<Problems.Problem> problems) {
    if (row.name().isEmpty() && row.start().isEmpty() && row.end().isEmpty()) {
      return Optional.empty();
    }
    if (row.name().isEmpty()) {
      problems.add(
          problem(row.id() + "-name", "Say why you are closed, for example Bank holiday."));
      return Optional.empty();
    }
    String end = row.end().isEmpty() ? row.start() : row.end();
    Optional<DateSpan> span = span(row.id(), row.name(), row.start(), end, "The closure", problems);
    if (span.filter(days -> !year.has(days.start())).isPresent()) {
      problems.add(
          problem(
              row.id() + "-start",
              "%s: this day is not in the school year %s.".formatted(row.name(), year.words())));
      return Optional.empty();
    }
    try {
      return span.map(days -> new Closure(row.name(), days));
    } catch (IllegalArgumentException e) {
      problems.add(problem(row.id() + "-name", "This name does not fit: " + e.getMessage() + "."));
      return Optional.empty();
    }
  }

  private static Optional<DateSpan> span(
      String id,
      String title,
      String start,
      String end,
      String what,
      List<Problems.Problem> problems) {
    Optional<LocalDate> first = day(id + "-start", title, start, "first", problems);
    Optional<LocalDate> last = day(id + "-end", title, end, "last", problems);
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    if (last.get().isBefore(first.get())) {
      problems.add(
          problem(id + "-end", "%s: %s ends before it begins.".formatted(title, lower(what))));
      return Optional.empty();
    }
    try {
      return Optional.of(new DateSpan(first.get(), last.get()));
    } catch (IllegalArgumentException e) {
      problems.add(problem(id + "-end", title + ": " + e.getMessage() + "."));
      return Optional.empty();
    }
  }

  private static Optional<LocalDate> day(
      String field, String title, String typed, String which, List<Problems.Problem> problems) {
    for (DateTimeFormatter format : DAYS) {
      Optional<LocalDate> day = parsed(typed, format);
      if (day.isPresent()) {
        return day;
      }
    }
    problems.add(
        problem(field, "%s: write the %s day, for example 1/9/2026.".formatted(title, which)));
    return Optional.empty();
  }

  private static Optional<LocalDate> parsed(String typed, DateTimeFormatter format) {
    try {
      return Optional.of(LocalDate.parse(typed, format));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private Optional<OpenHours> hours(List<Problems.Problem> problems) {
    Optional<LocalTime> opens = time("open-from", from, problems);
    Optional<LocalTime> shuts = time("open-to", to, problems);
    if (opens.isEmpty() || shuts.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new OpenHours(opens.get(), shuts.get()));
    } catch (IllegalArgumentException e) {
      problems.add(problem("open-to", "You must close later than you open."));
      return Optional.empty();
    }
  }

  private static Optional<LocalTime> time(
      String field, String typed, List<Problems.Problem> problems) {
    String text = typed.matches("[0-9]:.*") ? "0" + typed : typed;
    if (text.matches("([01][0-9]|2[0-3]):[0-5][0-9]")) {
      return Optional.of(LocalTime.parse(text));
    }
    problems.add(problem(field, "Write a time such as 07:30."));
    return Optional.empty();
  }
}
