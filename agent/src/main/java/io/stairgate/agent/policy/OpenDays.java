package io.stairgate.agent.policy;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;

/**
 * On which days the setting is open; on the others its clocks stand still.
 *
 * @param weekdays at least one
 * @param closed stretches of days on which it is closed besides
 * @param zone the setting's time zone; empty: the laptop's own
 */
public record OpenDays(Set<DayOfWeek> weekdays, List<Closed> closed, String zone) {
  /** Monday to Friday. */
  public static final OpenDays DEFAULT =
      new OpenDays(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), List.of(), "");

  /** More days than anything is counted over. */
  private static final int LONGEST = 3_660;

  public OpenDays {
    weekdays = Set.copyOf(weekdays);
    closed = List.copyOf(closed);
    if (weekdays.isEmpty()) {
      throw new IllegalArgumentException("a setting is open on at least one day of the week");
    }
  }

  /**
   * Days on which it is closed.
   *
   * @param start first day
   * @param end last day, on or after the first
   */
  public record Closed(LocalDate start, LocalDate end) {
    public Closed {
      if (end.isBefore(start)) {
        throw new IllegalArgumentException("closed days end before they start");
      }
    }
  }

  /** The setting's day at a moment; by the laptop's own time zone where it names none we know. */
  public LocalDate dayOf(Instant moment) {
    ZoneId own = TimeZone.getDefault().toZoneId();
    try {
      return LocalDate.ofInstant(moment, zone.isEmpty() ? own : ZoneId.of(zone));
    } catch (DateTimeException e) {
      return LocalDate.ofInstant(moment, own);
    }
  }

  /** Whether it is open on {@code day}. */
  public boolean open(LocalDate day) {
    return weekdays.contains(day.getDayOfWeek())
        && closed.stream().noneMatch(each -> !day.isBefore(each.start) && !day.isAfter(each.end));
  }

  /**
   * How many open days came after {@code from} up to and with {@code to}; 0 where {@code to} is not
   * later. Counts ten years at most.
   */
  public int between(LocalDate from, LocalDate to) {
    int count = 0;
    LocalDate day = from;
    for (int i = 0; i < LONGEST && day.isBefore(to); i++) {
      day = day.plusDays(1);
      if (open(day)) {
        count++;
      }
    }
    return count;
  }
}
