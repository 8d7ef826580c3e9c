package io.stairgate.console.calendar;

import io.stairgate.console.calendar.CalendarEvent.Kind;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes terms and closures from the events of a calendar file, by the words councils use. What it
 * made is shown to a person before it holds.
 *
 * @param events what the file says, earliest first
 * @param terms what became terms
 * @param closures what became closures
 * @param leftOut half-terms outside any term, ends of terms without a beginning: what found no
 *     place
 */
public record CalendarImport(
    List<CalendarEvent> events,
    List<Term> terms,
    List<Closure> closures,
    List<CalendarEvent> leftOut) {
  private static final Pattern HALF = Pattern.compile("\\b(half|mid)[ -]?term\\b");
  private static final Pattern CLOSED =
      Pattern.compile(
          "\\b(inset|closed|closes for|closure|bank holiday|public holiday|training day"
              + "|staff training|good friday|easter monday|boxing day|christmas day"
              + "|new year'?s day)\\b");
  private static final Pattern TERM = Pattern.compile("\\b(term|semester)\\b");
  private static final Pattern HOLIDAY = Pattern.compile("\\b(holidays?|break)\\b");
  private static final Pattern BEGINS =
      Pattern.compile("\\b(begins?|starts?|start of|first day|opens?|beginning of)\\b");
  private static final Pattern ENDS =
      Pattern.compile("\\b(ends?|finish(es)?|last day|end of|closes|breaks? up)\\b");
  private static final int LONGEST_TERM_DAYS = 200;

  public CalendarImport {
    events = List.copyOf(events);
    terms = List.copyOf(terms);
    closures = List.copyOf(closures);
    leftOut = List.copyOf(leftOut);
  }

  /** What an event of that title and length is taken for. */
  static Kind kind(String title, DateSpan days) {
    String low = title.toLowerCase(Locale.ROOT);
    boolean oneDay = days.start().equals(days.end());
    if (CLOSED.matcher(low).find()) {
      return Kind.CLOSURE;
    }
    if (HALF.matcher(low).find()) {
      return oneDay && (BEGINS.matcher(low).find() || ENDS.matcher(low).find())
          ? Kind.OTHER
          : Kind.HALF_TERM;
    }
    if (TERM.matcher(low).find()) {
      if (oneDay) {
        return BEGINS.matcher(low).find()
            ? Kind.TERM_BEGINS
            : ENDS.matcher(low).find() ? Kind.TERM_ENDS : Kind.OTHER;
      }
      return HOLIDAY.matcher(low).find() ? Kind.CLOSURE : Kind.TERM;
    }
    return HOLIDAY.matcher(low).find() ? Kind.CLOSURE : Kind.OTHER;
  }

  /**
   * Puts events together.
   *
   * @param given in any order
   */
  static CalendarImport of(List<CalendarEvent> given) {
    List<CalendarEvent> events =
        given.stream()
            .sorted(
                Comparator.comparing((CalendarEvent event) -> event.days().start())
                    .thenComparing(event -> event.days().end())
                    .thenComparing(CalendarEvent::title))
            .distinct()
            .toList();
    List<CalendarEvent> leftOut = new ArrayList<>();
    List<Term> terms = new ArrayList<>(whole(events, leftOut));
    terms.addAll(paired(events, terms, leftOut));
    terms.sort(Comparator.comparing(term -> term.days().start()));
    List<Term> withHalves = halves(terms, events, leftOut);
    Set<Closure> closures = new LinkedHashSet<>();
    events.stream()
        .filter(event -> event.kind() == Kind.CLOSURE)
        .map(event -> new Closure(event.title(), event.days()))
        .forEach(closures::add);
    return new CalendarImport(events, withHalves, List.copyOf(closures), leftOut);
  }

  private static List<Term> whole(List<CalendarEvent> events, List<CalendarEvent> leftOut) {
    List<Term> terms = new ArrayList<>();
    for (CalendarEvent event : events) {
      if (event.kind() == Kind.TERM) {
        if (terms.stream().anyMatch(term -> term.days().overlaps(event.days()))) {
          leftOut.add(event);
        } else {
          terms.add(new Term(event.title(), event.days(), Optional.empty()));
        }
      }
    }
    return terms;
  }

  /** Each day a term begins goes with the next day one ends. */
  private static List<Term> paired(
      List<CalendarEvent> events, List<Term> whole, List<CalendarEvent> leftOut) {
    List<Term> terms = new ArrayList<>();
    Optional<CalendarEvent> open = Optional.empty();
    for (CalendarEvent event : events) {
      if (event.kind() == Kind.TERM_BEGINS) {
        open.ifPresent(leftOut::add);
        open = Optional.of(event);
      } else if (event.kind() == Kind.TERM_ENDS) {
        Optional<Term> term = open.flatMap(begin -> between(begin, event, whole));
        term.ifPresentOrElse(terms::add, () -> leftOut.add(event));
        if (term.isEmpty()) {
          open.ifPresent(leftOut::add);
        }
        open = Optional.empty();
      }
    }
    open.ifPresent(leftOut::add);
    return terms;
  }

  private static Optional<Term> between(CalendarEvent begin, CalendarEvent end, List<Term> whole) {
    LocalDate first = begin.days().start();
    LocalDate last = end.days().end();
    if (last.isBefore(first) || last.isAfter(first.plusDays(LONGEST_TERM_DAYS))) {
      return Optional.empty();
    }
    DateSpan days = new DateSpan(first, last);
    return whole.stream().anyMatch(term -> term.days().overlaps(days))
        ? Optional.empty()
        : Optional.of(new Term(name(begin.title(), first), days, Optional.empty()));
  }

  /** "Autumn term begins" is the term "Autumn term", or is called by its season. */
  private static String name(String title, LocalDate first) {
    String low = title.toLowerCase(Locale.ROOT);
    for (String season : List.of("Autumn", "Spring", "Summer", "Winter")) {
      if (low.contains(season.toLowerCase(Locale.ROOT))) {
        return season + " " + first.getYear();
      }
    }
    int month = first.getMonthValue();
    return (month >= 8 ? "Autumn" : month <= 2 ? "Spring" : "Summer") + " " + first.getYear();
  }

  private static List<Term> halves(
      List<Term> terms, List<CalendarEvent> events, List<CalendarEvent> leftOut) {
    List<Term> all = new ArrayList<>(terms);
    for (CalendarEvent event : events) {
      if (event.kind() != Kind.HALF_TERM) {
        continue;
      }
      boolean placed = false;
      for (int i = 0; i < all.size() && !placed; i++) {
        Term term = all.get(i);
        if (term.halfTerm().isEmpty() && term.days().contains(event.days())) {
          all.set(i, new Term(term.name(), term.days(), Optional.of(event.days())));
          placed = true;
        }
      }
      if (!placed) {
        leftOut.add(event);
      }
    }
    return all;
  }

  /**
   * The calendar with what was found: terms of the file stand for those they overlap, closures are
   * added, the rest stays.
   *
   * @throws IllegalArgumentException where there would be too many; its message says so
   */
  public Calendar into(Calendar calendar) {
    List<Term> allTerms = new ArrayList<>(terms);
    calendar.terms().stream()
        .filter(old -> terms.stream().noneMatch(term -> term.days().overlaps(old.days())))
        .forEach(allTerms::add);
    Set<Closure> allClosures = new LinkedHashSet<>(calendar.closures());
    allClosures.addAll(closures);
    return calendar.with(allTerms, List.copyOf(allClosures));
  }
}
