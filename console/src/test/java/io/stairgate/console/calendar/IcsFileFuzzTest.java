package io.stairgate.console.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;

/** Whatever calendar a person gives: its events, or one sentence says why not. */
class IcsFileFuzzTest {
  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final LocalDate TODAY = LocalDate.of(2026, 9, 1);

  @FuzzTest(maxDuration = "30s")
  void calendars(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    switch (assertTimeout(SOON, () -> IcsFile.read(text, LONDON, TODAY))) {
      case IcsFile.Reading.Good good -> assertThat(good.found()).isNotNull();
      case IcsFile.Reading.Refused(String sentence) ->
          assertThat(sentence).startsWith("Line ").doesNotContain("\n");
    }
  }
}
