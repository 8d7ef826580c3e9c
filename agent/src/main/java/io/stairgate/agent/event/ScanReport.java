package io.stairgate.agent.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a scan of one medium said. It holds no file names.
 *
 * @param verdict the answer
 * @param engine the engine, for example {@code ClamAV 1.0.9}; at most 64 characters
 * @param definitions version of its definitions; empty where they have none
 * @param definitionsAt when the definitions were made, where that is known
 * @param files files that were scanned whole
 * @param bytes bytes that were scanned
 * @param skipped files, and parts of the medium, that were not scanned whole
 * @param skippedBecause why, as stable codes, at most 8
 * @param malware name of the malware that was found first; empty unless infected
 * @param infected infected files
 * @param took how long it took
 */
public record ScanReport(
    ScanVerdict verdict,
    String engine,
    String definitions,
    Optional<Instant> definitionsAt,
    long files,
    long bytes,
    long skipped,
    List<String> skippedBecause,
    String malware,
    long infected,
    Duration took) {
  public ScanReport {
    engine = Text.clean(engine, 64);
    definitions = Text.clean(definitions, 64);
    skippedBecause = skippedBecause.stream().limit(8).map(code -> Text.clean(code, 64)).toList();
    malware = Text.clean(malware, 128);
    if (files < 0 || bytes < 0 || skipped < 0 || infected < 0 || took.isNegative()) {
      throw new IllegalArgumentException("a scan counts from zero");
    }
    if ((verdict == ScanVerdict.INFECTED) != (infected > 0)
        || (verdict == ScanVerdict.CLEAN && skipped > 0)) {
      throw new IllegalArgumentException("the answer of the scan does not fit its counts");
    }
  }
}
