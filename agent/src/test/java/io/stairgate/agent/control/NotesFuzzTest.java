package io.stairgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever stands in the small files that controls remember things in. */
class NotesFuzzTest {
  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  @SuppressWarnings("NullAway.Init") // made before all
  private static Path folder;

  @BeforeAll
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("notes");
  }

  @AfterAll
  static void removeFolder() throws IOException {
    Files.deleteIfExists(folder.resolve(KeptKeys.file()));
    Files.delete(folder);
  }

  @FuzzTest(maxDuration = "30s")
  void notes(byte[] data) throws IOException {
    String text = new String(data, StandardCharsets.UTF_8);
    NoticeReads reads = assertTimeout(SOON, () -> NoticeReads.of(text));
    assertThat(NoticeReads.of(reads.text()).text()).isEqualTo(reads.text());
    assertTimeout(SOON, () -> PermissionClock.of(text))
        .ifPresent(clock -> assertThat(PermissionClock.of(clock.line())).isPresent());
    Files.write(folder.resolve(KeptKeys.file()), data);
    assertThat(assertTimeout(SOON, () -> KeptKeys.read(folder)).text()).isNotNull();
  }
}
