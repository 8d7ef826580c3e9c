package io.stairgate.console.calendar;

import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A school year, from 1 August to 31 July, so that no term lies across its border.
 *
 * @param first the calendar year it begins in, 2000 to 2198
 */
public record SchoolYear(int first) {
  /** The first year, and the last. */
  public static final int EARLIEST = 2000;

  /** The last year. */
  public static final int LATEST = 2198;

  /** Weekdays stay weekdays that way. */
  private static final int WEEKS_OF_A_YEAR = 52;

  private static final Pattern YEAR = Pattern.compile("\\b(20\\d\\d)\\b");

  public SchoolYear {
    if (first < EARLIEST || first > LATEST) {
      throw new IllegalArgumentException("the year must lie between 2000 and 2198");
    }
  }

  /** The school year of a day. */
  public static SchoolYear of(LocalDate day) {
    int year = day.getMonthValue() >= Month.AUGUST.getValue() ? day.getYear() : day.getYear() - 1;
    return new SchoolYear(Math.clamp(year, EARLIEST, LATEST));
  }

  /** For example {@code 2026 to 2027}. */
  public String words() {
    return first + " to " + (first + 1);
  }

  /** 1 August. */
  public LocalDate start() {
    return LocalDate.of(first, Month.AUGUST, 1);
  }

  /** 31 July. */
  public LocalDate end() {
    return LocalDate.of(first + 1, Month.JULY, 31);
  }

  /** Whether something that begins on that day belongs to it. */
  public boolean has(LocalDate begins) {
    return !begins.isBefore(start()) && !begins.isAfter(end());
  }

  /** The terms that begin in it. */
  public List<Term> terms(Calendar calendar) {
    return calendar.terms().stream().filter(term -> has(term.days().start())).toList();
  }

  /** The closures that begin in it. */
  public List<Closure> closures(Calendar calendar) {
    return calendar.closures().stream().filter(each -> has(each.days().start())).toList();
  }

  /** The calendar with other terms and closures in this year; what lies in others stays. */
  public Calendar in(Calendar calendar, List<Term> terms, List<Closure> closures) {
    List<Term> allTerms = new ArrayList<>(terms);
    calendar.terms().stream().filter(term -> !has(term.days().start())).forEach(allTerms::add);
    List<Closure> allClosures = new ArrayList<>(closures);
    calendar.closures().stream()
        .filter(each -> !has(each.days().start()))
        .forEach(allClosures::add);
    return calendar.with(allTerms, allClosures);
  }

  /** The terms of the year before, 52 weeks later: to be checked by a person. */
  public List<Term> termsOfLastYear(Calendar calendar) {
    return new SchoolYear(Math.max(EARLIEST, first - 1))
        .terms(calendar).stream()
            .map(
                term ->
                    new Term(
                        later(term.name()),
                        later(term.days()),
                        term.halfTerm().map(SchoolYear::later)))
            .toList();
  }

  /** The closures of the year before, 52 weeks later: to be checked by a person. */
  public List<Closure> closuresOfLastYear(Calendar calendar) {
    return new SchoolYear(Math.max(EARLIEST, first - 1))
        .closures(calendar).stream()
            .map(each -> new Closure(later(each.name()), later(each.days())))
            .toList();
  }

  private static DateSpan later(DateSpan days) {
    return new DateSpan(
        days.start().plusWeeks(WEEKS_OF_A_YEAR), days.end().plusWeeks(WEEKS_OF_A_YEAR));
  }

  /** "Autumn 2025" was last year's name; this year's is "Autumn 2026". */
  private static String later(String name) {
    Matcher year = YEAR.matcher(name);
    return year.replaceAll(found -> Integer.toString(Integer.parseInt(found.group(1)) + 1));
  }

  /** The term that a season's dates are called after; empty where the day is in none. */
  public Optional<String> season(LocalDate start) {
    if (!has(start)) {
      return Optional.empty();
    }
    int month = start.getMonthValue();
    String season =
        month >= Month.AUGUST.getValue()
            ? "Autumn"
            : month <= Month.FEBRUARY.getValue() ? "Spring" : "Summer";
    return Optional.of(season + " " + start.getYear());
  }
}
