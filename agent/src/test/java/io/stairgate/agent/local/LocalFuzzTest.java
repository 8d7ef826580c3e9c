package io.stairgate.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stairgate.agent.config.PlainException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Whatever a program on the laptop writes to the agent's socket, or answers on one. */
class LocalFuzzTest {
  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  @FuzzTest(maxDuration = "30s")
  void lines_of_the_socket(byte[] data) {
    String line = new String(data, StandardCharsets.UTF_8);
    assertTimeout(
        SOON,
        () -> {
          try {
            assertThat(Question.parse(line)).hasSizeLessThanOrEqualTo(9);
          } catch (IOException e) {
            assertThat(e).isNotNull();
          }
          try {
            assertThat(Answer.of(line).words()).doesNotContainKey("error");
          } catch (PlainException e) {
            assertThat(e.sentence()).isNotNull();
          }
        });
  }
}
