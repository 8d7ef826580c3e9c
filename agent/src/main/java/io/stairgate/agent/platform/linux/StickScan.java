package io.stairgate.agent.platform.linux;

import io.stairgate.agent.event.ScanReport;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.scan.EngineUnavailableException;
import io.stairgate.agent.scan.ScanEngine;
import io.stairgate.agent.scan.ScanRoot;
import io.stairgate.agent.scan.ScanWatcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Scans a whole medium: mounts each volume, hands it to the engine, unmounts. One at a time. */
final class StickScan {
  /** More than any real stick has; the rest is told as skipped. */
  private static final int MOST_VOLUMES = 32;

  /** A mounted volume. */
  interface Mounted extends AutoCloseable {
    /** Where its files are. */
    Path root();

    @Override
    void close();
  }

  /** Mounts: the kernel, or a test's folder. */
  interface Mounter {
    Mounted mount(Volume volume, Path under) throws MountException, InterruptedException;
  }

  private final RootFiles files;
  private final ScanEngine engine;
  private final Path under;
  private final Mounter mounter;

  /**
   * @param under folder for the mount points, for example {@code /run/stairgate-agent/scan}
   */
  StickScan(RootFiles files, ScanEngine engine, Path under) {
    this(
        files,
        engine,
        under,
        (volume, folder) -> {
          PrivateMount.prepare(files, folder);
          try {
            return PrivateMount.of(volume, folder);
          } catch (MountException e) {
            if (volume.kind() == FileSystemKind.NTFS && e.code().equals(NtfsProgram.NEEDED)) {
              return NtfsProgram.of(files, volume, folder.resolveSibling("ntfs"));
            }
            throw e;
          }
        });
  }

  StickScan(RootFiles files, ScanEngine engine, Path under, Mounter mounter) {
    this.files = files;
    this.engine = engine;
    this.under = under;
    this.mounter = mounter;
  }

  /**
   * Unmounts and removes what is left at the folder for mount points. Call once at the start. The
   * mounts of an agent that was killed went with its namespace; this is for one that was not in a
   * namespace of its own.
   */
  void clearLeftovers() {
    if (files.live()) {
      PrivateMount.clear(files, under);
    }
  }

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
    List<Mounted> mounts = new ArrayList<>();
    List<ScanRoot> roots = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    try {
      for (Volume volume : volumes) {
        // Nobody can mount nothing: an empty partition beside others hides no file.
        if (volume.kind() == FileSystemKind.NONE && volumes.size() > 1) {
          continue;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (mounts.size() == MOST_VOLUMES) {
          skipped.add("too-large");
          break;
        }
        mount(volume, mounts, roots, skipped);
      }
      return engine.scan(roots, watcher, skipped);
    } finally {
      mounts.reversed().forEach(Mounted::close);
    }
  }

  private void mount(
      Volume volume, List<Mounted> mounts, List<ScanRoot> roots, List<String> skipped)
      throws InterruptedException {
    try {
      Mounted mounted = mounter.mount(volume, under);
      mounts.add(mounted);
      roots.add(new ScanRoot(mounted.root(), () -> Files.exists(volume.node())));
      if (volume.kind() == FileSystemKind.EXT
          && FileSystemProbe.journalWaits(FileSystemProbe.head(volume.node()))) {
        skipped.add("damaged");
      }
    } catch (MountException e) {
      skipped.add(e.code());
    }
  }
}
