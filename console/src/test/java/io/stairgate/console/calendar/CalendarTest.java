package io.stairgate.console.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CalendarTest {
  private static LocalDate day(String day) {
    return LocalDate.parse(day);
  }

  private static DateSpan days(String start, String end) {
    return new DateSpan(day(start), day(end));
  }

  private static final Term AUTUMN =
      new Term(
          "Autumn",
          days("2026-09-02", "2026-12-18"),
          Optional.of(days("2026-10-26", "2026-10-30")));
  private static final Term SPRING =
      new Term("Spring", days("2027-01-05", "2027-03-25"), Optional.empty());
  private static final Calendar TERMLY =
      Calendar.DEFAULT.with(
          List.of(SPRING, AUTUMN), List.of(new Closure("INSET", days("2026-09-02", "2026-09-02"))));

  @Test
  void it_is_open_on_open_days_within_hours_by_the_clock_of_the_place() {
    // British Summer Time: 07:29 and 07:30 at the setting.
    assertThat(TERMLY.isOpen(Instant.parse("2026-09-03T06:29:00Z"))).isFalse();
    assertThat(TERMLY.isOpen(Instant.parse("2026-09-03T06:30:00Z"))).isTrue();
    // Winter time.
    assertThat(TERMLY.isOpen(Instant.parse("2026-11-03T07:29:00Z"))).isFalse();
    assertThat(TERMLY.isOpen(Instant.parse("2026-11-03T17:59:00Z"))).isTrue();
    assertThat(TERMLY.isOpen(Instant.parse("2026-11-03T18:00:00Z"))).isFalse();
  }

  @Test
  void it_is_closed_on_closures_weekends_half_term_and_in_the_holidays() {
    assertThat(TERMLY.isOpenDay(day("2026-09-02"))).isFalse();
    assertThat(TERMLY.isOpenDay(day("2026-09-05"))).isFalse();
    assertThat(TERMLY.isOpenDay(day("2026-10-27"))).isFalse();
    assertThat(TERMLY.isOpenDay(day("2026-12-21"))).isFalse();
    assertThat(TERMLY.isOpenDay(day("2026-12-18"))).isTrue();
    Calendar always =
        new Calendar(
            TERMLY.zone(),
            TERMLY.terms(),
            TERMLY.closures(),
            TERMLY.openDays(),
            TERMLY.openHours(),
            true);
    assertThat(always.isOpenDay(day("2026-12-21"))).isTrue();
    assertThat(always.isOpenDay(day("2026-09-02"))).isFalse();
  }

  @Test
  void the_term_that_began_last_counts_also_in_the_holidays_after_it() {
    assertThat(TERMLY.currentTerm(day("2026-09-01"))).isEmpty();
    assertThat(TERMLY.currentTerm(day("2026-09-02"))).contains(AUTUMN);
    assertThat(TERMLY.currentTerm(day("2027-01-04"))).contains(AUTUMN);
    assertThat(TERMLY.currentTerm(Instant.parse("2027-01-05T00:00:00Z"))).contains(SPRING);
  }

  @Test
  void without_terms_the_funding_terms_hold_all_year() {
    for (LocalDate day = day("2026-01-01"); day.getYear() < 2028; day = day.plusDays(1)) {
      Term term = Calendar.DEFAULT.currentTerm(day).orElseThrow();
      assertThat(term.days().contains(day)).as("%s", day).isTrue();
    }
    assertThat(Calendar.DEFAULT.currentTerm(day("2026-09-01")).orElseThrow().days())
        .isEqualTo(days("2026-09-01", "2026-12-31"));
  }

  @Test
  void open_days_are_counted_between_two_days() {
    assertThat(TERMLY.openDaysBetween(day("2026-09-03"), day("2026-09-10"))).isEqualTo(5);
    assertThat(TERMLY.openDaysBetween(day("2026-10-23"), day("2026-11-03"))).isEqualTo(2);
    assertThat(TERMLY.openDaysBetween(day("2026-11-03"), day("2026-10-23"))).isZero();
    assertThat(TERMLY.openDaysBefore(day("2026-12-18"), 10)).isEqualTo(day("2026-12-04"));
    assertThat(TERMLY.openDaysBetween(day("2026-12-04"), day("2026-12-18"))).isEqualTo(10);
    assertThat(TERMLY.openDaysBefore(day("2026-09-03"), 10)).isEqualTo(day("2025-09-03"));
  }

  @Test
  void terms_that_overlap_and_days_out_of_order_are_no_calendar() {
    assertThatThrownBy(() -> TERMLY.with(List.of(AUTUMN, AUTUMN), List.of()))
        .hasMessage("the terms \"Autumn\" and \"Autumn\" overlap");
    assertThatThrownBy(() -> days("2026-01-02", "2026-01-01"))
        .hasMessage("the last day is before the first");
    assertThatThrownBy(
            () ->
                new Term(
                    "A",
                    days("2026-01-02", "2026-02-01"),
                    Optional.of(days("2026-02-01", "2026-02-02"))))
        .hasMessage("the half-term does not lie within its term");
  }
}
