package io.stairgate.agent.platform.linux;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.event.ScanReport;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.scan.EngineUnavailableException;
import io.stairgate.agent.scan.ScanWatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What opening a medium needs beyond files of the system.
 *
 * @param runner starts programs
 * @param calls speaks to the kernel about disks
 * @param examination scans
 * @param volumes reads what is on a disk, by the disk's folder in sysfs
 * @param quiet how long nothing more must come of a medium until it counts as whole
 * @param patience how long a medium that was let in may take until its first disk is there
 */
record StickTools(
    Runner runner,
    BlockCalls calls,
    Examination examination,
    Function<Path, List<Volume>> volumes,
    Duration quiet,
    Duration patience) {

  /** Starts a program and waits for it. */
  interface Runner {
    Outcome run(Command command) throws InterruptedException;
  }

  /** Scans volumes, as {@link StickScan#scan} does. */
  interface Examination {
    ScanReport scan(List<Volume> volumes, ScanWatcher watcher)
        throws InterruptedException, EngineUnavailableException;

    /** Takes away what an agent that was killed left; once, before the first scan. */
    default void clearLeftovers() {}
  }

  /** Those of the running system; for a folder made to look like one, tools that open nothing. */
  static StickTools of(RootFiles files, StickScan scan) {
    Examination examination = new OurScan(scan);
    if (files.live()) {
      return new StickTools(
          Command::run,
          new KernelBlockCalls(),
          examination,
          disk -> Volumes.of(files, disk),
          Duration.ofMillis(400),
          Duration.ofSeconds(30));
    }
    return new StickTools(
        command -> new Outcome.NotStarted(),
        new NoBlockCalls(),
        examination,
        disk -> Volumes.of(files, disk),
        Duration.ofMillis(400),
        Duration.ofSeconds(30));
  }

  private record OurScan(StickScan scan) implements Examination {
    @Override
    public ScanReport scan(List<Volume> volumes, ScanWatcher watcher)
        throws InterruptedException, EngineUnavailableException {
      return scan.scan(volumes, watcher);
    }

    @Override
    public void clearLeftovers() {
      scan.clearLeftovers();
    }
  }

  /** A folder has no kernel. */
  private static final class NoBlockCalls implements BlockCalls {
    @Override
    public boolean readOnly(Path node, boolean on) {
      return false;
    }

    @Override
    public boolean flush(Path node) {
      return false;
    }

    @Override
    public boolean writeOut(Path folder) {
      return false;
    }
  }
}
