package io.stairgate.console.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whoever may speak in the database's name: a word is understood whole, or left alone. */
class NodeWordFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void words_of_other_consoles(byte[] data) {
    NodeWord.read(new String(data, StandardCharsets.UTF_8))
        .ifPresent(word -> assertThat(NodeWord.read(word.text())).contains(word));
  }
}
