package io.stairgate.agent.control;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The end of a permission in words. */
public final class Until {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.UK);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", Locale.UK);

  private Until() {}

  /**
   * For example {@code 16:30 today}, {@code the end of today}, {@code Friday 4 December 2026}.
   *
   * @param end when it ends
   * @param now the present, by the same clock
   * @param zone of the people who read it
   */
  public static String words(Instant end, Instant now, ZoneId zone) {
    ZonedDateTime at = end.atZone(zone);
    ZonedDateTime present = now.atZone(zone);
    boolean midnight = at.toLocalTime().toSecondOfDay() == 0;
    ZonedDateTime day = midnight ? at.minusNanos(1) : at;
    if (day.toLocalDate().equals(present.toLocalDate())) {
      return midnight ? "the end of today" : TIME.format(at) + " today";
    }
    return (midnight ? "the end of " : TIME.format(at) + " on ") + DAY.format(day);
  }
}
