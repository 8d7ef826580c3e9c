package io.stairgate.console.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenClockTest {
  private static final OpenClock CLOCK =
      new OpenClock(
          Calendar.DEFAULT.with(
              List.of(
                  term("Autumn", "2026-09-03", "2026-12-18"),
                  term("Spring", "2027-01-05", "2027-03-25")),
              List.of(new Closure("Training", days("2026-11-27", "2026-11-27")))));

  private static Term term(String name, String from, String to) {
    return new Term(name, days(from, to), Optional.empty());
  }

  private static DateSpan days(String from, String to) {
    return new DateSpan(LocalDate.parse(from), LocalDate.parse(to));
  }

  private static Instant noon(String day) {
    return Instant.parse(day + "T12:00:00Z");
  }

  @Test
  void silence_is_counted_in_open_days() {
    assertThat(CLOCK.silentBefore(noon("2026-11-19"), 7)).isEqualTo("2026-11-10T00:00:00Z");
    assertThat(CLOCK.silentBefore(noon("2027-01-06"), 7))
        .as("the holidays do not count")
        .isEqualTo("2026-12-11T00:00:00Z");
  }

  @Test
  void in_a_holiday_nothing_is_silent_and_it_says_until_when() {
    Instant christmas = noon("2026-12-23");
    assertThat(CLOCK.holiday(christmas))
        .contains(new OpenClock.Holiday(LocalDate.parse("2027-01-05")));
    assertThat(CLOCK.silentBefore(christmas, 7)).isEqualTo(Instant.EPOCH);
    assertThat(CLOCK.holiday(noon("2026-11-27")))
        .as("a closed Friday and the weekend after it")
        .contains(new OpenClock.Holiday(LocalDate.parse("2026-11-30")));
  }

  @Test
  void a_weekend_is_no_holiday() {
    assertThat(CLOCK.holiday(noon("2026-11-21"))).isEmpty();
    assertThat(CLOCK.holiday(noon("2026-11-19"))).isEmpty();
    assertThat(CLOCK.silentBefore(noon("2026-11-21"), 1)).isEqualTo("2026-11-20T00:00:00Z");
  }

  @Test
  void a_calendar_that_has_run_out_stops_no_clock() {
    Instant later = noon("2027-05-12");
    assertThat(CLOCK.hasRunOut(later)).isTrue();
    assertThat(CLOCK.holiday(later)).isEmpty();
    assertThat(CLOCK.silentBefore(later, 2)).isEqualTo("2027-05-09T23:00:00Z");
    assertThat(CLOCK.hasRunOut(noon("2027-03-26"))).isTrue();
  }
}
