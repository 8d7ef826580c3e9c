package io.stairgate.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.event.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** Whatever line is pasted, and whatever calls itself a certificate or a key. */
class IdentityFuzzTest {
  private static final String FOR = "30s";

  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  @FuzzTest(maxDuration = FOR)
  void lines_that_are_pasted(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    assertTimeout(
        SOON,
        () -> {
          try {
            EnrolmentLine line = EnrolmentLine.parse(text);
            assertThat(line.addresses()).isNotEmpty();
            for (Address each : line.addresses()) {
              assertThat(Address.parse(each.toString())).isEqualTo(each);
            }
          } catch (PlainException e) {
            assertThat(e.sentence()).isNotBlank().doesNotContain("\n");
          }
        });
  }

  @FuzzTest(maxDuration = FOR)
  void certificates_and_keys(byte[] data) {
    assertTimeout(
        SOON,
        () -> {
          try {
            assertThat(ConsoleAuthority.of(Bytes.copyOf(data)).fingerprint().length())
                .isEqualTo(32);
          } catch (GeneralSecurityException e) {
            assertThat(e).isNotNull();
          }
          try {
            assertThat(DeviceKey.of(data)).isNotNull();
          } catch (GeneralSecurityException e) {
            assertThat(e).isNotNull();
          }
        });
  }
}
