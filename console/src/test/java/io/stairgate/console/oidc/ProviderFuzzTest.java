package io.stairgate.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/** Whatever a provider of sign-in answers: it can be used, or it is a fault that has a name. */
class ProviderFuzzTest {
  private static final String FOR = "30s";

  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final URI ISSUER = URI.create("https://login.example");

  /** Reads, and may find a fault. */
  private interface Reading {
    void read() throws ElsewhereException;
  }

  private static void soon(Reading reading) {
    assertTimeout(
        SOON,
        () -> {
          try {
            reading.read();
          } catch (ElsewhereException e) {
            assertThat(e.fault()).isNotNull();
          }
        });
  }

  @FuzzTest(maxDuration = FOR)
  void what_a_provider_says_of_itself(byte[] data) {
    String json = new String(data, StandardCharsets.UTF_8);
    soon(
        () -> {
          Metadata read = Metadata.read(json, ISSUER, new Reach(Set.of()));
          assertThat(read.algorithms()).isNotEmpty();
          assertThat(read.token().getScheme()).isEqualTo("https");
        });
    assertThat(Errand.read(json)).isNotNull();
  }

  @FuzzTest(maxDuration = FOR)
  void keys_of_a_provider(byte[] data) {
    String json = new String(data, StandardCharsets.UTF_8);
    soon(
        () ->
            assertThat(Keys.read(json).getKeys())
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(50)
                .noneMatch(key -> key.isPrivate()));
  }
}
