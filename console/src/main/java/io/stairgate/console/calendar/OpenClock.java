package io.stairgate.console.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A clock that counts a setting's open days only: at weekends and in holidays it stands still.
 *
 * @param calendar when the setting is open
 */
public record OpenClock(Calendar calendar) {
  private static final int AS_FAR_AS_WE_LOOK = 400;

  /**
   * That a setting is closed for longer than over a weekend.
   *
   * @param until the day it opens again
   */
  public record Holiday(LocalDate until) {}

  /**
   * The holiday at a moment; empty where the setting is open that day, where it is closed as in
   * every week, and where its calendar has no day any more on which it opens again.
   */
  public Optional<Holiday> holiday(Instant now) {
    LocalDate today = calendar.day(now);
    if (calendar.isOpenDay(today)) {
      return Optional.empty();
    }
    Optional<LocalDate> next = openDayAfter(today);
    return next.filter(until -> isHoliday(today, until)).map(Holiday::new);
  }

  /** Whether a day that opens in other weeks is closed around today. */
  private boolean isHoliday(LocalDate today, LocalDate until) {
    LocalDate first = today;
    while (!calendar.isOpenDay(first.minusDays(1))
        && first.isAfter(today.minusDays(AS_FAR_AS_WE_LOOK))) {
      first = first.minusDays(1);
    }
    return first
        .datesUntil(until)
        .anyMatch(day -> calendar.openDays().contains(day.getDayOfWeek()));
  }

  /** Whether the setting's own terms are over and none follows: its calendar has run out. */
  public boolean hasRunOut(Instant now) {
    LocalDate today = calendar.day(now);
    return !calendar.isOpenDay(today) && openDayAfter(today).isEmpty();
  }

  private Optional<LocalDate> openDayAfter(LocalDate day) {
    return day.plusDays(1)
        .datesUntil(day.plusDays(AS_FAR_AS_WE_LOOK))
        .filter(calendar::isOpenDay)
        .findFirst();
  }

  /**
   * What was last heard of before this has been silent for that many open days. In a holiday the
   * clock stands still and nothing counts as silent; where the calendar has run out, every open day
   * of the week counts, so that silence is noticed all the same.
   *
   * @param openDays how many, from 1
   */
  public Instant silentBefore(Instant now, int openDays) {
    if (holiday(now).isPresent()) {
      return Instant.EPOCH;
    }
    Calendar counted = hasRunOut(now) ? calendar.with(List.of(), List.of()) : calendar;
    return counted
        .openDaysBefore(counted.day(now), openDays)
        .atStartOfDay(counted.zone())
        .toInstant();
  }
}
