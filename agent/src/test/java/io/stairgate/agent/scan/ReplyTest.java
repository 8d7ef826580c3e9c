package io.stairgate.agent.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers as ClamAV 1.0 and 1.4 gave them. */
class ReplyTest {
  @Test
  void ok_is_clean_and_a_name_is_malware() {
    assertThat(Reply.of("stream: OK")).isEqualTo(new Reply.Clean());
    assertThat(Reply.of("stream: Win.Test.EICAR_HDB-1 FOUND"))
        .isEqualTo(new Reply.Found("Win.Test.EICAR_HDB-1"));
    assertThat(Reply.of("stream: Heuristics.Zip.OverlappingFiles FOUND"))
        .isEqualTo(new Reply.Found("Heuristics.Zip.OverlappingFiles"));
  }

  @ParameterizedTest
  @CsvSource({
    "stream: Heuristics.Limits.Exceeded FOUND, too-large",
    "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND, too-large",
    "stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND, too-large",
    "stream: Heuristics.Limits.Exceeded.MaxFiles FOUND, too-large",
    "stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND, too-deep",
    "stream: Heuristics.Limits.Exceeded.MaxScanTime FOUND, time",
    "stream: Heuristics.Encrypted.Zip FOUND, locked-archive",
    "stream: Heuristics.Encrypted.PDF FOUND, locked-archive",
    "stream: Stairgate.Unopened.Rar.UNOFFICIAL FOUND, locked-archive",
    "stream: Can't open file or directory ERROR, engine",
    "INSTREAM size limit exceeded. ERROR, too-large",
    "UNKNOWN COMMAND, engine",
  })
  void a_limit_of_the_engine_is_skipped_with_its_code(String text, String code) {
    assertThat(Reply.of(text)).isEqualTo(new Reply.Skipped(code));
  }

  @Test
  void the_version_gives_engine_definitions_and_date() {
    assertThat(EngineVersion.of("ClamAV 1.0.9/27500/Mon Jan  6 09:30:00 2025"))
        .isEqualTo(
            new EngineVersion(
                "ClamAV 1.0.9",
                "27500",
                java.util.Optional.of(Instant.parse("2025-01-06T09:30:00Z"))));
    assertThat(EngineVersion.of("ClamAV 1.4.6").orNewestIn(Path.of("/no/such")))
        .isEqualTo(new EngineVersion("ClamAV 1.4.6", "", java.util.Optional.empty()));
  }
}
