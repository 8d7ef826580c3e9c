package io.stairgate.console.calendar;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When a setting is open, and which term it is. Without terms of its own a setting has the English
 * terms of the early years' funding (1 September, 1 January, 1 April; they cover the whole year and
 * have no half-terms), as on the laptops.
 *
 * @param zone the setting's time zone
 * @param terms earliest first, at most 64, none overlapping; empty: the funding terms
 * @param closures earliest first, at most 400
 * @param openDays at least one
 * @param openHours on each open day
 * @param openInHolidays whether the setting is open between its terms and in half-terms too
 */
public record Calendar(
    ZoneId zone,
    List<Term> terms,
    List<Closure> closures,
    Set<DayOfWeek> openDays,
    OpenHours openHours,
    boolean openInHolidays) {
  /** The most terms: as many as a signed policy takes. */
  public static final int MOST_TERMS = 64;

  /** The most closures. */
  public static final int MOST_CLOSURES = 400;

  /** Monday to Friday, half past seven to six, the funding terms. */
  public static final Calendar DEFAULT =
      new Calendar(
          ZoneId.of("Europe/London"),
          List.of(),
          List.of(),
          EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
          new OpenHours(LocalTime.of(7, 30), LocalTime.of(18, 0)),
          false);

  public Calendar {
    if (terms.size() > MOST_TERMS) {
      throw new IllegalArgumentException("there are more than 64 terms");
    }
    if (closures.size() > MOST_CLOSURES) {
      throw new IllegalArgumentException("there are more than 400 closures");
    }
    if (openDays.isEmpty()) {
      throw new IllegalArgumentException("a setting is open on at least one day of the week");
    }
    terms = terms.stream().sorted(Comparator.comparing(term -> term.days().start())).toList();
    for (int i = 1; i < terms.size(); i++) {
      if (terms.get(i - 1).days().overlaps(terms.get(i).days())) {
        throw new IllegalArgumentException(
            "the terms \"%s\" and \"%s\" overlap"
                .formatted(terms.get(i - 1).name(), terms.get(i).name()));
      }
    }
    closures =
        closures.stream()
            .sorted(
                Comparator.comparing((Closure closure) -> closure.days().start())
                    .thenComparing(closure -> closure.days().end())
                    .thenComparing(Closure::name))
            .toList();
    openDays = Collections.unmodifiableSet(EnumSet.copyOf(openDays));
  }

  /** The same with other terms and closures. */
  public Calendar with(List<Term> newTerms, List<Closure> newClosures) {
    return new Calendar(zone, newTerms, newClosures, openDays, openHours, openInHolidays);
  }

  /** Whether somebody is there at that moment, by this calendar. */
  public boolean isOpen(Instant at) {
    ZonedDateTime local = at.atZone(zone);
    return isOpenDay(local.toLocalDate()) && openHours.contains(local.toLocalTime());
  }

  /** Whether the setting opens on that day at all. */
  public boolean isOpenDay(LocalDate day) {
    return openDays.contains(day.getDayOfWeek())
        && closures.stream().noneMatch(closure -> closure.days().contains(day))
        && (openInHolidays
            || terms.isEmpty()
            || terms.stream().anyMatch(term -> term.isTermDay(day)));
  }

  /** The day at the setting at that moment. */
  public LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, zone);
  }

  /**
   * The term that counts on a day: the one that began last, so that a term goes on counting in the
   * holidays after it. Empty before the first of the setting's own terms.
   */
  public Optional<Term> currentTerm(LocalDate day) {
    if (terms.isEmpty()) {
      return Optional.of(fundingTerm(day));
    }
    return terms.stream()
        .filter(term -> !term.days().start().isAfter(day))
        .max(Comparator.comparing(term -> term.days().start()));
  }

  /** Like {@link #currentTerm(LocalDate)}, at a moment. */
  public Optional<Term> currentTerm(Instant at) {
    return currentTerm(day(at));
  }

  /**
   * How many open days there are from one day to another, the first and not the last of them
   * counted; 0 where {@code to} is not later.
   *
   * @param to at most ten years after {@code from}; what is later is not counted
   */
  public int openDaysBetween(LocalDate from, LocalDate to) {
    LocalDate end = to.isAfter(from.plusYears(10)) ? from.plusYears(10) : to;
    int open = 0;
    for (LocalDate day = from; day.isBefore(end); day = day.plusDays(1)) {
      if (isOpenDay(day)) {
        open++;
      }
    }
    return open;
  }

  /**
   * The open day that lies that many open days before {@code day}; where there are not so many in
   * the year before, the day one year before.
   *
   * @param open how many, from 1
   */
  public LocalDate openDaysBefore(LocalDate day, int open) {
    LocalDate earliest = day.minusYears(1);
    int left = open;
    LocalDate each = day;
    while (left > 0 && each.isAfter(earliest)) {
      each = each.minusDays(1);
      if (isOpenDay(each)) {
        left--;
      }
    }
    return each;
  }

  /**
   * The stretches of days on which clocks that count open days stand still, weekends beside them
   * included: those with at least one day of the week on which the setting is open else.
   *
   * @param from first day looked at
   * @param to last day looked at; at most ten years later
   */
  public List<DateSpan> stops(LocalDate from, LocalDate to) {
    LocalDate end = to.isAfter(from.plusYears(10)) ? from.plusYears(10) : to;
    List<DateSpan> all = new ArrayList<>();
    LocalDate day = from;
    while (!day.isAfter(end)) {
      LocalDate first = day;
      boolean usuallyOpen = false;
      while (!day.isAfter(end) && !isOpenDay(day)) {
        usuallyOpen |= openDays.contains(day.getDayOfWeek());
        day = day.plusDays(1);
      }
      if (usuallyOpen) {
        addSpan(first, day.minusDays(1), all);
      }
      day = day.plusDays(1);
    }
    return all;
  }

  private static void addSpan(LocalDate first, LocalDate last, List<DateSpan> all) {
    LocalDate start = first;
    while (last.isAfter(start.plusYears(1))) {
      all.add(new DateSpan(start, start.plusYears(1)));
      start = start.plusYears(1).plusDays(1);
    }
    all.add(new DateSpan(start, last));
  }

  /** The English funding term of a day; source: the entitlement's terms on gov.uk. */
  static Term fundingTerm(LocalDate day) {
    int year = day.getYear();
    if (day.getMonthValue() >= Month.SEPTEMBER.getValue()) {
      return funding("Autumn", LocalDate.of(year, 9, 1), LocalDate.of(year, 12, 31));
    }
    return day.getMonthValue() >= Month.APRIL.getValue()
        ? funding("Summer", LocalDate.of(year, 4, 1), LocalDate.of(year, 8, 31))
        : funding("Spring", LocalDate.of(year, 1, 1), LocalDate.of(year, 3, 31));
  }

  private static Term funding(String name, LocalDate start, LocalDate end) {
    return new Term(name, new DateSpan(start, end), Optional.empty());
  }
}
