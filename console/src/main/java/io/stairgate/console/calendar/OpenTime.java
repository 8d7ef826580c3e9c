package io.stairgate.console.calendar;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;

/**
 * Counts time by a setting's open hours: nights, weekends and holidays stop its clock. A calendar
 * whose last term is over for longer than any holiday counts the open days of the week, so that
 * dates nobody entered silence nothing.
 *
 * @param calendar the setting's
 */
public record OpenTime(Calendar calendar) {
  /** The summer holidays are six weeks; what is longer is a year nobody has entered yet. */
  private static final int LONGEST_HOLIDAY_DAYS = 50;

  /** How far ahead it looks for an open day; closures alone are no longer. */
  private static final int LOOK_AHEAD_DAYS = 800;

  /** Whether the setting opens on that day. */
  public boolean isOpenDay(LocalDate day) {
    return calendar.isOpenDay(day) || (isRunOut(day) && isOpenButForTerms(day));
  }

  private boolean isRunOut(LocalDate day) {
    return !calendar.terms().isEmpty()
        && day.isAfter(calendar.terms().getLast().days().end().plusDays(LONGEST_HOLIDAY_DAYS));
  }

  private boolean isOpenButForTerms(LocalDate day) {
    return calendar.openDays().contains(day.getDayOfWeek())
        && calendar.closures().stream().noneMatch(closure -> closure.days().contains(day));
  }

  /** Whether somebody is there at that moment. */
  public boolean isOpen(Instant at) {
    LocalTime time = LocalTime.ofInstant(at, calendar.zone());
    return calendar.openHours().contains(time) && isOpenDay(calendar.day(at));
  }

  /** The first open moment from {@code at} on: itself, or when the setting opens next. */
  public Instant nextOpen(Instant at) {
    if (isOpen(at)) {
      return at;
    }
    LocalDate day = calendar.day(at);
    LocalDate first = at.isBefore(opening(day)) ? day : day.plusDays(1);
    return opening(openDayFrom(first));
  }

  /** The first open day from {@code day} on; itself where the setting never opens again. */
  public LocalDate openDayFrom(LocalDate day) {
    for (int i = 0; i < LOOK_AHEAD_DAYS; i++) {
      if (isOpenDay(day.plusDays(i))) {
        return day.plusDays(i);
      }
    }
    return day;
  }

  /** When the setting opens on a day, if it does. */
  public Instant opening(LocalDate day) {
    return at(day, calendar.openHours().from());
  }

  /** When the setting closes on a day, if it opens. */
  public Instant closing(LocalDate day) {
    return at(day, calendar.openHours().to());
  }

  /** When the setting closes on the day of that moment. */
  public Instant closing(Instant at) {
    return closing(calendar.day(at));
  }

  /** A time of day on a day. */
  public Instant at(LocalDate day, LocalTime time) {
    return day.atTime(time).atZone(calendar.zone()).toInstant();
  }

  /** How long one open day is. */
  public Duration wholeDay() {
    return Duration.between(calendar.openHours().from(), calendar.openHours().to());
  }

  /**
   * The moment at which so much open time has passed since {@code from}. It may be a closing time;
   * hand it to {@link #nextOpen} for when somebody is there.
   *
   * @param open more than nothing, at most 100 open days
   */
  public Instant after(Instant from, Duration open) {
    Instant begin = nextOpen(from);
    Duration left = open;
    for (int i = 0; i < LOOK_AHEAD_DAYS; i++) {
      Instant end = closing(begin);
      Duration today = Duration.between(begin, end);
      if (left.compareTo(today) <= 0) {
        return begin.plus(left);
      }
      left = left.minus(today);
      begin = nextOpen(end);
    }
    return begin;
  }

  /**
   * How much open time lies between two moments; nothing where {@code to} is not later.
   *
   * @param to at most two years after {@code from}; what is later is not counted
   */
  public Duration between(Instant from, Instant to) {
    Duration sum = Duration.ZERO;
    Instant begin = nextOpen(from);
    for (int i = 0; i < LOOK_AHEAD_DAYS && begin.isBefore(to); i++) {
      Instant end = closing(begin);
      sum = sum.plus(Duration.between(begin, to.isBefore(end) ? to : end));
      begin = nextOpen(end);
    }
    return sum;
  }

  /** The first open day of the week of {@code day}, Monday first; empty where there is none. */
  public Optional<LocalDate> firstOfWeek(LocalDate day) {
    LocalDate monday = monday(day);
    for (int i = 0; i < DayOfWeek.values().length; i++) {
      if (isOpenDay(monday.plusDays(i))) {
        return Optional.of(monday.plusDays(i));
      }
    }
    return Optional.empty();
  }

  /** The Monday of the week of {@code day}. */
  public static LocalDate monday(LocalDate day) {
    return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }

  /** How many open days lie between two days, neither of them counted. */
  public int openDaysWithin(LocalDate from, LocalDate to) {
    int open = 0;
    for (LocalDate day = from.plusDays(1);
        day.isBefore(to) && open < LOOK_AHEAD_DAYS;
        day = day.plusDays(1)) {
      if (isOpenDay(day)) {
        open++;
      }
    }
    return open;
  }
}
