package io.stairgate.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryTest {
  @Test
  void it_waits_twice_as_long_each_time_at_most_six_hours_and_three_days_in_all() {
    Instant due = Instant.parse("2026-11-16T08:00:00Z");
    List<Long> minutes = new ArrayList<>();
    Instant now = due;
    for (Optional<Instant> next = Retry.next(1, due, now);
        next.isPresent();
        next = Retry.next(minutes.size() + 1, due, now)) {
      minutes.add(Duration.between(now, next.get()).toMinutes());
      now = next.get();
    }
    assertThat(minutes).startsWith(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 360L, 360L);
    assertThat(minutes).hasSize(19).allMatch(each -> each <= 360);
    assertThat(now).isBeforeOrEqualTo(due.plus(Duration.ofDays(3)));
  }
}
