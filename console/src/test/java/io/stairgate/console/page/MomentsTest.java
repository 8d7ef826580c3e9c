package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentsTest {
  private static final Instant NOW = Instant.parse("2026-09-12T16:30:00Z");
  private final Moments moments = new Moments(() -> NOW);

  @ParameterizedTest
  @CsvSource({
    "2026-09-12T16:30:00Z, 12 September 2026 at 5:30pm",
    "2026-01-02T09:05:00Z, 2 January 2026 at 9:05am",
    "2026-01-02T17:00:00Z, 2 January 2026 at 5pm",
    "2026-01-02T12:00:00Z, 2 January 2026 at midday",
    "2026-06-30T23:00:00Z, 1 July 2026 at midnight",
    "2026-10-25T00:30:00Z, 25 October 2026 at 1:30am",
    "2026-10-25T01:30:00Z, 25 October 2026 at 1:30am"
  })
  void times_are_uk_times_as_people_write_them(String time, String words) {
    assertThat(moments.of(Instant.parse(time)).full()).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-09-12T16:29:30Z, just now, today",
    "2026-09-12T16:33:00Z, just now, today",
    "2026-09-12T16:29:00Z, 1 minute ago, today",
    "2026-09-12T16:26:00Z, 4 minutes ago, today",
    "2026-09-12T15:29:00Z, 1 hour ago, today",
    "2026-09-12T06:00:00Z, 10 hours ago, today",
    "2026-09-11T20:00:00Z, yesterday, yesterday",
    "2026-09-09T20:00:00Z, 3 days ago, 3 days ago",
    "2026-08-01T20:00:00Z, 1 August 2026, 1 August 2026",
    "2027-01-01T20:00:00Z, 1 January 2027, 1 January 2027"
  })
  void how_long_ago_in_words(String time, String relative, String day) {
    Moment moment = moments.of(Instant.parse(time));
    assertThat(moment.relative()).isEqualTo(relative);
    assertThat(moment.day()).isEqualTo(day);
  }
}
