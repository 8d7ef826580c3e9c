package io.stairgate.console.page;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Puts times into words as people in the United Kingdom write them, in their time zone. */
final class Moments {
  private static final ZoneId ZONE = ZoneId.of("Europe/London");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);

  private static final DateTimeFormatter DAY_AND_MONTH =
      DateTimeFormatter.ofPattern("d MMMM", Locale.UK);

  private final InstantSource clock;

  Moments(InstantSource clock) {
    this.clock = clock;
  }

  Moment of(Instant time) {
    ZonedDateTime there = time.atZone(ZONE);
    return new Moment(
        time.truncatedTo(ChronoUnit.SECONDS).toString(),
        DAY.format(there) + " at " + timeOfDay(there),
        relative(time),
        day(there.toLocalDate()));
  }

  /** The last day of something that ends at a moment, for example {@code 18 December 2026}. */
  String lastDay(Instant end) {
    return DAY.format(end.minusMillis(1).atZone(ZONE));
  }

  /** For example {@code 18 December 2026}. */
  static String date(LocalDate day) {
    return DAY.format(day);
  }

  /** The day of a moment, for example {@code 18 December 2026}. */
  static String date(Instant time) {
    return DAY.format(time.atZone(ZONE));
  }

  /** For example {@code 3 November}. */
  String dayAndMonth(Instant time) {
    return DAY_AND_MONTH.format(time.atZone(ZONE));
  }

  private String relative(Instant time) {
    Instant now = clock.instant();
    Duration past = Duration.between(time, now);
    long minutes = past.toMinutes();
    if (minutes < 1) {
      // A laptop's clock may be a little ahead of ours.
      return past.toMinutes() > -5 ? "just now" : DAY.format(time.atZone(ZONE));
    }
    if (minutes < 60) {
      return minutes == 1 ? "1 minute ago" : minutes + " minutes ago";
    }
    long hours = past.toHours();
    if (hours < 12) {
      return hours == 1 ? "1 hour ago" : hours + " hours ago";
    }
    return day(time.atZone(ZONE).toLocalDate());
  }

  private String day(LocalDate day) {
    long days = ChronoUnit.DAYS.between(day, clock.instant().atZone(ZONE).toLocalDate());
    if (days == 0) {
      return "today";
    }
    if (days == 1) {
      return "yesterday";
    }
    return days > 1 && days < 14 ? days + " days ago" : DAY.format(day);
  }

  private static String timeOfDay(ZonedDateTime time) {
    int hour = time.getHour();
    int minute = time.getMinute();
    if (minute == 0 && hour % 12 == 0) {
      return hour == 0 ? "midnight" : "midday";
    }
    String twelve = String.valueOf(hour % 12 == 0 ? 12 : hour % 12);
    String minutes = minute == 0 ? "" : String.format(Locale.ROOT, ":%02d", minute);
    return twelve + minutes + (hour < 12 ? "am" : "pm");
  }
}
