package io.stairgate.console.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TriesTest {
  private static final Instant NOW = Instant.parse("2026-09-12T16:30:00Z");

  @Test
  void the_first_four_wrong_tries_cost_no_wait() {
    Tries tries = Tries.NONE;
    for (int i = 0; i < 4; i++) {
      tries = tries.afterWrong(NOW);
      assertThat(tries.waitAt(NOW)).isZero();
    }
    assertThat(tries.afterWrong(NOW).waitAt(NOW)).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void the_wait_doubles_and_never_exceeds_15_minutes() {
    Tries tries = Tries.NONE;
    Duration before = Duration.ZERO;
    for (int i = 0; i < 5_000; i++) {
      tries = tries.afterWrong(NOW);
      assertThat(tries.waitAt(NOW))
          .isGreaterThanOrEqualTo(before)
          .isLessThanOrEqualTo(Tries.LONGEST_WAIT);
      before = tries.waitAt(NOW);
    }
    assertThat(before).isEqualTo(Tries.LONGEST_WAIT);
    assertThat(tries.waitAt(NOW.plus(Tries.LONGEST_WAIT))).isZero();
  }
}
