package io.stairgate.agent.scan;

import io.stairgate.agent.event.ScanReport;
import java.nio.file.Path;
import java.util.List;

/**
 * Scans one folder once, for {@code packaging/measure-scan}, which runs it beside bare {@code
 * clamdscan --stream}. Prints seconds and what was counted.
 */
final class ScanBenchmark {
  private ScanBenchmark() {}

  /**
   * Scans.
   *
   * @param words socket, folder
   */
  public static void main(String[] words) throws Exception {
    ScanEngine engine = new ScanEngine(Path.of(words[0]), Path.of("/nowhere"));
    ScanReport report =
        engine.scan(
            List.of(new ScanRoot(Path.of(words[1]), () -> true)),
            new ScanWatcher() {
              @Override
              public void gettingReady() {}

              @Override
              public void scanned(long bytes, long files) {}
            },
            List.of());
    System.out.printf(
        "%.2f %s %d files%n", report.took().toMillis() / 1000.0, report.verdict(), report.files());
    // Without close(): the engine is used again.
    System.exit(0);
  }
}
