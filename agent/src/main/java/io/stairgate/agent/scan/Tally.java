package io.stairgate.agent.scan;

import io.stairgate.agent.event.ScanReport;
import io.stairgate.agent.event.ScanVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The counts of one scan. */
final class Tally {
  private final Set<String> skippedBecause = new LinkedHashSet<>();
  private long files;
  private long bytes;
  private long skipped;
  private long infected;
  private String malware = "";

  void skipped(String code) {
    skipped++;
    skippedBecause.add(code);
  }

  /**
   * Counts one answer.
   *
   * @param sent bytes of the file
   * @param flaw skip code of what our own reading left out; empty where it was read whole
   */
  void answered(Reply reply, long sent, String flaw) {
    switch (reply) {
      case Reply.Found found -> {
        if (infected++ == 0) {
          malware = found.malware();
        }
        files++;
        bytes += sent;
      }
      case Reply.Skipped missed -> skipped(missed.code());
      case Reply.Clean ignored -> {
        if (flaw.isEmpty()) {
          files++;
          bytes += sent;
        } else {
          skipped(flaw);
        }
      }
    }
  }

  ScanReport report(EngineVersion engine, Duration took) {
    ScanVerdict verdict =
        infected > 0
            ? ScanVerdict.INFECTED
            : skipped > 0 ? ScanVerdict.NOT_FULLY_SCANNED : ScanVerdict.CLEAN;
    List<String> codes = new ArrayList<>(skippedBecause);
    return new ScanReport(
        verdict,
        engine.engine(),
        engine.definitions(),
        engine.definitionsAt(),
        files,
        bytes,
        skipped,
        codes,
        malware,
        infected,
        took);
  }
}
