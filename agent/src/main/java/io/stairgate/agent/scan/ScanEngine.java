package io.stairgate.agent.scan;

import io.stairgate.agent.event.ScanReport;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Our own engine, a {@code clamd} with a configuration of ours, over its Unix socket. One scan at a
 * time; a second one waits. It is ended when it was not used for ten minutes, because it keeps a
 * gigabyte of memory.
 */
public final class ScanEngine implements AutoCloseable {
  /** Bytes; the engine's {@code StreamMaxLength} is a little more. A larger file is skipped. */
  static final long LARGEST = 512L << 20;

  /** More than any real stick holds; a broken file system can show more than there are atoms. */
  private static final long MOST_ENTRIES = 4_000_000;

  private static final int MOST_STARTS = 3;
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Path socket;
  private final Path definitions;
  private final Patience patience;
  private final ScheduledThreadPoolExecutor later;
  private @Nullable ScheduledFuture<?> end;

  /**
   * Connects to nothing yet.
   *
   * @param socket the engine's socket
   * @param definitions folder of its definitions, for their date where the engine does not tell it
   */
  public ScanEngine(Path socket, Path definitions) {
    this(socket, definitions, Patience.USUAL);
  }

  ScanEngine(Path socket, Path definitions, Patience patience) {
    this.socket = socket;
    this.definitions = definitions;
    this.patience = patience;
    this.later =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("scan-engine-end").unstarted(task));
    later.setKeepAliveTime(1, TimeUnit.SECONDS);
    later.allowCoreThreadTimeOut(true);
    later.setRemoveOnCancelPolicy(true);
  }

  /**
   * Scans every regular file below the roots. Follows no link and opens nothing special. Where
   * there is no root, the engine is not asked.
   *
   * @param alreadySkipped codes of the parts of the medium that could not be mounted
   * @return never clean where anything was skipped, or where there was nothing to scan
   * @throws EngineUnavailableException where the engine never answered
   * @throws InterruptedException where the thread was interrupted; at once
   */
  public synchronized ScanReport scan(
      List<ScanRoot> roots, ScanWatcher watcher, List<String> alreadySkipped)
      throws InterruptedException, EngineUnavailableException {
    Tally tally = new Tally();
    alreadySkipped.forEach(tally::skipped);
    if (roots.isEmpty()) {
      if (alreadySkipped.isEmpty()) {
        tally.skipped("no-file-system");
      }
      return tally.report(new EngineVersion("", "", Optional.empty()), Duration.ZERO);
    }
    keep();
    try {
      Scan scan = new Scan(tally, watcher);
      scan.start();
      watcher.begun(used(roots));
      return scan.run(roots);
    } finally {
      endLater();
    }
  }

  /**
   * Shows the engine the test file that it has to find. Starts it where it does not run, which
   * takes up to five minutes, and ends it again.
   */
  public synchronized EngineTrial.Answer trial() {
    boolean wasUp = keep();
    EngineTrial.Answer answer = EngineTrial.ask(socket, patience.start());
    if (wasUp) {
      endLater();
    } else if (answer != EngineTrial.Answer.NONE) {
      shutDown();
    }
    return answer;
  }

  /** Ends the engine where this used it; takes a moment, five seconds at most. */
  @Override
  public synchronized void close() {
    if (keep()) {
      shutDown();
    }
    later.shutdownNow();
  }

  /** Bytes in use on the roots as far as their file systems say. */
  private static long used(List<ScanRoot> roots) {
    long used = 0;
    for (ScanRoot root : roots) {
      try {
        FileStore store = Files.getFileStore(root.folder());
        used += Math.max(0, store.getTotalSpace() - store.getUnallocatedSpace());
      } catch (IOException e) {
        // Not known: the person sees bytes without a total.
        used += 0;
      }
    }
    return used;
  }

  /** Forgets the planned end; true where there was one. */
  private boolean keep() {
    ScheduledFuture<?> planned = end;
    end = null;
    return planned != null && planned.cancel(false);
  }

  private void endLater() {
    if (!later.isShutdown()) {
      end = later.schedule(this::shutDown, patience.rest().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Waits for the line to be hung up: an engine that finds a closed line hears no word on it. */
  private void shutDown() {
    try (EngineSocket line = new EngineSocket(socket, () -> {})) {
      line.out.put("zSHUTDOWN\0".getBytes(StandardCharsets.US_ASCII));
      line.flush(FAREWELL, answer -> {});
      while (true) {
        line.answers(FAREWELL, answer -> {});
      }
    } catch (IOException | EngineLostException e) {
      // It has ended, which is what was wanted, or hangs, and the service manager ends it one day.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One scan: its connection, renewed where the engine went away, and its clock. */
  private final class Scan implements FileTree.Visitor {
    private final Tally tally;
    private final ScanWatcher watcher;
    private final long begun = System.nanoTime();
    private long told = begun;
    private long bytes;
    private long files;
    private long entriesBefore;
    private int starts;
    private boolean toldSlow;
    private EngineVersion version = new EngineVersion("", "", Optional.empty());
    private @Nullable Session session;
    private @Nullable ScanRoot root;

    Scan(Tally tally, ScanWatcher watcher) {
      this.tally = tally;
      this.watcher = watcher;
    }

    void start() throws EngineUnavailableException, InterruptedException {
      try {
        connect();
      } catch (EngineLostException e) {
        throw new EngineUnavailableException(
            "The anti-virus engine does not answer at " + socket + ".");
      }
    }

    ScanReport run(List<ScanRoot> roots) throws InterruptedException {
      try {
        for (ScanRoot each : roots) {
          root = each;
          entriesBefore += new FileTree(each, LARGEST, this).walk();
        }
        finish();
      } catch (EngineLostException e) {
        giveUp();
        tally.skipped("engine");
      } finally {
        if (session != null) {
          session.close();
        }
      }
      return tally.report(version, Duration.ofNanos(System.nanoTime() - begun));
    }

    @Override
    public void file(SeekableByteChannel file, long size)
        throws EngineLostException, InterruptedException {
      ScanRoot from = root;
      try {
        if (session == null) {
          connect();
        }
        if (session != null && from != null) {
          bytes += session.send(file, LARGEST, size, from.present());
          files++;
        }
      } catch (EngineLostException e) {
        lost(e);
      }
      tick();
    }

    @Override
    public void skipped(String code) {
      tally.skipped(code);
    }

    @Override
    public String enough(long entries) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (System.nanoTime() - begun > patience.whole().toNanos()) {
        return "time";
      }
      return entriesBefore + entries > MOST_ENTRIES ? "too-large" : "";
    }

    private void finish() throws InterruptedException, EngineLostException {
      if (session != null) {
        session.finish();
      }
    }

    /**
     * What was on the way is not scanned: one of those files may be what killed it, so none is sent
     * again. The rest goes on with a new engine, a few times; never with one that hangs.
     */
    private void lost(EngineLostException e) throws EngineLostException {
      giveUp();
      if (e.silent() || starts >= MOST_STARTS) {
        throw e;
      }
    }

    private void giveUp() {
      Session old = session;
      session = null;
      if (old != null) {
        old.giveUp();
        old.close();
      }
    }

    private void connect() throws EngineLostException, InterruptedException {
      starts++;
      Session opened = Session.open(socket, patience, tally, this::slow, this::tick);
      session = opened;
      version = EngineVersion.of(opened.version()).orNewestIn(definitions);
    }

    private void slow() {
      if (!toldSlow) {
        toldSlow = true;
        watcher.gettingReady();
      }
    }

    private void tick() {
      long now = System.nanoTime();
      if (now - told >= 1_000_000_000L) {
        told = now;
        watcher.scanned(bytes, files);
      }
    }
  }
}
