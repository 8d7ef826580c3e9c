package io.stairgate.console.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/** Whatever table of sticks a person gives: good lines and problems, never anything else. */
class StickFileFuzzTest {
  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  @FuzzTest(maxDuration = "30s")
  void tables_of_sticks(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    StickImport read = assertTimeout(SOON, () -> StickFile.read(text, Set.of("4C530001")));
    assertThat(read.sticks()).allMatch(stick -> OwnSticks.wrong(stick).isEmpty());
    assertThat(read.problems()).hasSizeLessThanOrEqualTo(52);
    ProposedTerms.read(text)
        .ifPresent(
            terms -> assertThat(ProposedTerms.read(ProposedTerms.write(terms))).contains(terms));
  }
}
