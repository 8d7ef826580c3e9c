package io.stairgate.agent.platform.linux.hold;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Questions to the side with an administrator's rights, its answers and its records. */
class HoldParsersFuzzTest {
  private static final String FOR = "30s";

  @FuzzTest(maxDuration = FOR)
  void verbs_are_read_to_the_letter(byte[] data) {
    String line = new String(data, StandardCharsets.UTF_8);
    Verb.parse(line).ifPresent(verb -> assertThat(verb.line()).isEqualTo(line));
  }

  @FuzzTest(maxDuration = FOR)
  void answers(byte[] data) {
    assertThat(Answer.parse(new String(data, StandardCharsets.UTF_8))).isNotNull();
  }

  @FuzzTest(maxDuration = FOR)
  void records_of_what_was_there_are_read_or_refused(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      assertThat(BeforeRecord.parse(text)).isNotNull();
    } catch (HoldException e) {
      assertThat(e).hasMessageContaining("damaged");
    }
    try {
      assertThat(FileState.parse(text)).isNotNull();
    } catch (HoldException e) {
      assertThat(e).hasMessageContaining(".");
    }
  }
}
