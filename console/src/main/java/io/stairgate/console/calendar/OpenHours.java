package io.stairgate.console.calendar;

import java.time.LocalTime;

/**
 * When the setting is open on an open day, by its own clock.
 *
 * @param from first minute
 * @param to the minute it closes, later than {@code from}
 */
public record OpenHours(LocalTime from, LocalTime to) {
  public OpenHours {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("the setting must close later than it opens");
    }
    if (from.getSecond() != 0 || from.getNano() != 0 || to.getSecond() != 0 || to.getNano() != 0) {
      throw new IllegalArgumentException("open hours are whole minutes");
    }
  }

  /** Whether {@code time} lies in them; the closing minute does not. */
  public boolean contains(LocalTime time) {
    return !time.isBefore(from) && time.isBefore(to);
  }
}
