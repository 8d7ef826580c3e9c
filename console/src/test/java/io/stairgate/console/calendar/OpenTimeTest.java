package io.stairgate.console.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Time that is counted by open hours. */
class OpenTimeTest {
  private static final OpenTime OPEN =
      new OpenTime(
          Calendar.DEFAULT.with(
              List.of(
                  new Term(
                      "Autumn",
                      new DateSpan(LocalDate.of(2026, 9, 2), LocalDate.of(2026, 12, 18)),
                      Optional.of(
                          new DateSpan(LocalDate.of(2026, 10, 26), LocalDate.of(2026, 10, 30))))),
              List.of()));

  @Test
  void nights_weekends_and_holidays_stop_the_clock() {
    Instant friday = at("2026-09-18", "17:00");
    assertThat(OPEN.after(friday, Duration.ofHours(2))).isEqualTo(at("2026-09-21", "08:30"));
    assertThat(OPEN.between(friday, at("2026-09-21", "08:30"))).isEqualTo(Duration.ofHours(2));
    assertThat(OPEN.after(at("2026-10-23", "17:00"), Duration.ofHours(2)))
        .as("half-term, and the clocks go back")
        .isEqualTo(at("2026-11-02", "08:30"));
  }

  @Test
  void the_next_open_moment_is_now_or_when_the_setting_opens() {
    assertThat(OPEN.nextOpen(at("2026-09-14", "10:00"))).isEqualTo(at("2026-09-14", "10:00"));
    assertThat(OPEN.nextOpen(at("2026-09-14", "05:00"))).isEqualTo(at("2026-09-14", "07:30"));
    assertThat(OPEN.nextOpen(at("2026-09-14", "18:00")))
        .as("the closing minute is closed")
        .isEqualTo(at("2026-09-15", "07:30"));
    assertThat(OPEN.nextOpen(at("2026-09-19", "12:00"))).isEqualTo(at("2026-09-21", "07:30"));
  }

  @Test
  void a_whole_open_day_later_is_the_same_time_of_the_next_open_day() {
    assertThat(OPEN.after(at("2026-09-18", "10:00"), OPEN.wholeDay()))
        .isEqualTo(at("2026-09-21", "10:00"));
  }

  @Test
  void a_year_that_nobody_entered_silences_nothing() {
    assertThat(OPEN.isOpenDay(LocalDate.of(2026, 12, 21))).as("the holidays").isFalse();
    assertThat(OPEN.isOpenDay(LocalDate.of(2027, 2, 4))).as("longer than any").isFalse();
    assertThat(OPEN.isOpenDay(LocalDate.of(2027, 2, 8))).isTrue();
    assertThat(OPEN.isOpenDay(LocalDate.of(2027, 2, 7))).as("a Sunday").isFalse();
    assertThat(OPEN.nextOpen(at("2026-12-21", "10:00"))).isEqualTo(at("2027-02-08", "07:30"));
  }

  @Test
  void the_first_open_day_of_a_week_may_be_a_tuesday_and_a_week_may_have_none() {
    OpenTime training =
        new OpenTime(
            OPEN.calendar()
                .with(
                    OPEN.calendar().terms(),
                    List.of(
                        new Closure(
                            "Training day",
                            new DateSpan(LocalDate.of(2026, 9, 14), LocalDate.of(2026, 9, 14))))));
    assertThat(training.firstOfWeek(LocalDate.of(2026, 9, 18))).contains(LocalDate.of(2026, 9, 15));
    assertThat(training.firstOfWeek(LocalDate.of(2026, 10, 28))).isEmpty();
  }

  @Test
  void open_days_within_leave_out_both_ends() {
    assertThat(OPEN.openDaysWithin(LocalDate.of(2026, 9, 14), LocalDate.of(2026, 9, 15))).isZero();
    assertThat(OPEN.openDaysWithin(LocalDate.of(2026, 9, 14), LocalDate.of(2026, 9, 24)))
        .isEqualTo(7);
  }

  @Test
  void after_and_between_undo_each_other_at_any_minute_of_a_term() {
    long seed = 42;
    Random random = new Random(seed);
    Instant begin = at("2026-09-02", "00:00");
    for (int i = 0; i < 2_000; i++) {
      Instant from = begin.plus(Duration.ofMinutes(random.nextInt(100 * 24 * 60)));
      Duration open = Duration.ofMinutes(1 + random.nextInt(3_000));
      Instant to = OPEN.after(from, open);
      assertThat(OPEN.between(from, to)).as("seed %d, from %s", seed, from).isEqualTo(open);
      assertThat(to).isAfter(from);
    }
  }

  private static Instant at(String day, String time) {
    return OPEN.at(LocalDate.parse(day), LocalTime.parse(time));
  }
}
