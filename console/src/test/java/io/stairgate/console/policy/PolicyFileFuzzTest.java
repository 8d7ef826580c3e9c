package io.stairgate.console.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stairgate.console.policy.PolicyFile.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Whatever file a person gives: it is a policy that can be kept, or one sentence says why not. */
class PolicyFileFuzzTest {
  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  @FuzzTest(maxDuration = "30s")
  void policy_files(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    switch (assertTimeout(SOON, () -> PolicyFile.read(text, SomePolicies.NAMES))) {
      case Reading.Refused(int line, String sentence) -> {
        assertThat(line).isPositive();
        assertThat(sentence).isNotBlank().hasSizeLessThanOrEqualTo(300).doesNotContain("\n");
      }
      case Reading.Good good -> {
        String written = PolicyFile.write(good.policy(), SomePolicies.NAMES, "Larch");
        assertThat(PolicyFile.read(written, SomePolicies.NAMES))
            .isInstanceOfSatisfying(
                Reading.Good.class, again -> assertThat(again.policy()).isEqualTo(good.policy()));
        assertThat(PolicyFile.ofKept(PolicyFile.kept(good.policy()))).isEqualTo(good.policy());
      }
    }
  }
}
