package io.stairgate.console.media;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a scan said. It holds no file names.
 *
 * @param verdict the answer
 * @param engine for example {@code ClamAV 1.0.9}; may be empty
 * @param definitions version of its definitions; may be empty
 * @param definitionsAt when they were made, where that is known
 * @param files files that were scanned whole
 * @param bytes bytes that were scanned
 * @param skipped files and parts that were not scanned whole
 * @param skippedBecause stable codes of why, at most 8
 * @param malware name of the first that was found; empty unless infected
 * @param infected infected files
 * @param tookMs how long it took, milliseconds
 */
public record ScanReport(
    Verdict verdict,
    String engine,
    String definitions,
    Optional<Instant> definitionsAt,
    long files,
    long bytes,
    long skipped,
    List<String> skippedBecause,
    String malware,
    long infected,
    long tookMs) {
  public ScanReport {
    skippedBecause = List.copyOf(skippedBecause);
    if (skippedBecause.size() > 8) {
      throw new IllegalArgumentException("a scan has at most 8 reasons of what was left out");
    }
  }

  /** The answer of a scan. */
  public enum Verdict {
    /** Everything was scanned and nothing was found. */
    CLEAN,
    /** Malware was found. */
    INFECTED,
    /** Nothing was found in what was scanned, and not everything was. */
    NOT_FULLY_SCANNED;

    /** How it is written in the database and in the API. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The answer of that code; empty where there is none. */
    public static Optional<Verdict> of(String code) {
      return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
    }
  }
}
