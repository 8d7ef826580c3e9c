package io.stairgate.console.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stairgate.console.database.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Whatever is typed from the paper, and whatever a laptop sealed. */
class PaperFuzzTest {
  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final byte[] KEY = new byte[Boxes.KEY];

  @FuzzTest(maxDuration = "30s")
  void keys_typed_from_paper(byte[] data) {
    String typed = new String(data, StandardCharsets.UTF_8);
    assertTimeout(SOON, () -> PaperKey.read(typed))
        .ifPresent(
            key ->
                assertThat(String.join("", PaperKey.groups(key))).isEqualTo(PaperKey.plain(typed)));
    assertThat(Boxes.open(KEY, "fuzz", Bytes.of(data))).isEmpty();
  }
}
