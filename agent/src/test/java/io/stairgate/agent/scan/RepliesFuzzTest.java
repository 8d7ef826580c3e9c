package io.stairgate.agent.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever the engine answers, only one answer is clean. */
class RepliesFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void answers_of_the_engine(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    assertThat(Reply.of(text) instanceof Reply.Clean).isEqualTo(text.equals("stream: OK"));
    assertThat(EngineVersion.of(text)).isNotNull();
  }
}
