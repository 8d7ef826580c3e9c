package io.stairgate.agent;

import io.stairgate.agent.event.AgentAction;
import io.stairgate.agent.event.AgentEvent;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.Posture;
import io.stairgate.agent.journal.Draft;
import io.stairgate.agent.journal.Journal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings what happens into the journal, on a thread of its own, so that a slow or full disk never
 * holds up a decision about a stick. While the disk takes nothing, the newest thousand wait in
 * memory and the rest is counted; as soon as it takes something again all of it is written. Any
 * thread may call {@link #record}.
 */
final class Recorder implements AutoCloseable {
  /** The most that waits in memory. */
  static final int MOST_IN_MEMORY = 1_000;

  private static final Logger LOG = Logger.getLogger(Recorder.class.getName());
  private static final int BATCH = 64;

  /** Opens the journal; tried again while the disk does not let it. */
  interface Opener {
    Journal open() throws IOException;
  }

  private final Opener opener;
  private final Supplier<BootTime> bootTime;
  private final InstantSource clock;
  private final Duration retry;
  private final Consumer<Journal> opened;
  private final Runnable appended;
  private final Thread thread;

  // All below is guarded by this.
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable Journal journal;
  private boolean closing;
  private long notKept;
  private @Nullable Instant firstNotKept;
  private @Nullable Instant lastNotKept;
  private volatile long aliveNanos = System.nanoTime();
  private volatile boolean diskRefuses;

  private record Waiting(Draft draft, Runnable written) {}

  /**
   * Prepares the recorder; {@link #start} begins.
   *
   * @param retry how long to wait after the disk refused
   * @param opened told once, when the journal is open
   * @param appended told after each writing
   */
  Recorder(
      Opener opener,
      Supplier<BootTime> bootTime,
      InstantSource clock,
      Duration retry,
      Consumer<Journal> opened,
      Runnable appended) {
    this.opener = opener;
    this.bootTime = bootTime;
    this.clock = clock;
    this.retry = retry;
    this.opened = opened;
    this.appended = appended;
    thread = new Thread(this::run, "recorder");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Records what happened just now. */
  void record(Occurrence what) {
    record(what, () -> {});
  }

  /**
   * Records what happened just now.
   *
   * @param written run when it is on the disk
   */
  synchronized void record(Occurrence what, Runnable written) {
    Draft draft = new Draft(clock.instant(), bootTime.get(), what);
    if (waiting.size() >= MOST_IN_MEMORY && !makeRoom()) {
      notKept++;
      firstNotKept = firstNotKept == null ? draft.occurredAt() : firstNotKept;
      lastNotKept = draft.occurredAt();
      return;
    }
    waiting.add(new Waiting(draft, written));
    notifyAll();
  }

  /** A posture that a later one will replace gives its place to an event. */
  private boolean makeRoom() {
    return waiting.removeIf(each -> each.draft().what() instanceof Posture);
  }

  /** How many wait for the disk. */
  synchronized long inMemory() {
    return waiting.size() + notKept;
  }

  /** Whether the disk took nothing when it was last tried. */
  boolean diskRefuses() {
    return diskRefuses;
  }

  /** When the thread last showed that it is alive, {@link System#nanoTime}. */
  long aliveNanos() {
    return aliveNanos;
  }

  /** Lets the thread show that it is alive. */
  synchronized void prove() {
    notifyAll();
  }

  /**
   * Writes what waits, as long as the disk takes it and at most two seconds, and closes the
   * journal.
   */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      thread.join(Duration.ofSeconds(2));
      synchronized (this) {
        if (journal != null) {
          journal.close();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The journal could not be closed: {0}", e.getMessage());
    }
  }

  private void run() {
    boolean refused = false;
    while (true) {
      List<Waiting> batch;
      try {
        batch = await(refused);
      } catch (InterruptedException e) {
        return;
      }
      if (batch.isEmpty()) {
        if (isClosing()) {
          return;
        }
        refused = !isOpen() && !tryToOpen();
        diskRefuses = refused;
        continue;
      }
      boolean before = refused;
      refused = !write(batch);
      diskRefuses = refused;
      if (refused && isClosing()) {
        return;
      }
      if (before && !refused) {
        LOG.info("The disk takes the journal again.");
      }
    }
  }

  /** The next entries to write; after a refusal only when the disk has had time to recover. */
  private synchronized List<Waiting> await(boolean refused) throws InterruptedException {
    long end = System.nanoTime() + retry.toNanos();
    while (!closing && (refused ? System.nanoTime() < end : journal != null && waiting.isEmpty())) {
      aliveNanos = System.nanoTime();
      wait(refused ? Math.max(1, (end - System.nanoTime()) / 1_000_000) : 0);
    }
    aliveNanos = System.nanoTime();
    return journal == null ? List.of() : waiting.stream().limit(BATCH).toList();
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private synchronized boolean isOpen() {
    return journal != null;
  }

  private boolean tryToOpen() {
    try {
      Journal open = opener.open();
      synchronized (this) {
        journal = open;
      }
      opened.accept(open);
      return true;
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "The journal cannot be opened; protection goes on, reports wait in memory: {0}",
          e.getMessage());
      return false;
    }
  }

  private boolean write(List<Waiting> batch) {
    List<Draft> drafts = new ArrayList<>(batch.stream().map(Waiting::draft).toList());
    Journal open;
    long counted;
    synchronized (this) {
      open = journal;
      counted = notKept;
      if (counted > 0) {
        drafts.add(notKeptEvent());
      }
    }
    if (open == null) {
      return false;
    }
    try {
      open.append(drafts);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "The journal cannot be written; protection goes on, reports wait in memory: {0}",
          e.getMessage());
      return false;
    }
    synchronized (this) {
      batch.forEach(waiting::remove);
      notKept -= counted;
      if (notKept == 0) {
        firstNotKept = null;
      }
    }
    batch.forEach(each -> each.written().run());
    appended.run();
    return true;
  }

  private Draft notKeptEvent() {
    String sentence =
        notKept
            + " reports between "
            + firstNotKept
            + " and "
            + lastNotKept
            + " could not be kept, because the laptop's disk took nothing. Make space on the disk.";
    return new Draft(
        clock.instant(),
        bootTime.get(),
        new AgentEvent(AgentAction.FAULT, sentence, Optional.empty()));
  }
}
