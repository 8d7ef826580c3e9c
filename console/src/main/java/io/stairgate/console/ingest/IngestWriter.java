package io.stairgate.console.ingest;

import io.stairgate.console.database.Database;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.watch.Measures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of what laptops send: it takes what all streams have waiting into one transaction,
 * forces it to disk once, and only then tells each stream. Group commit is what makes "on disk
 * before acknowledged" cheap enough. The queue is bounded: a stream that finds it full waits, and
 * with it the laptop.
 */
final class IngestWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IngestWriter.class);

  /** Each may be a laptop's whole batch: what waits here is memory. */
  private static final int QUEUE = 256;

  /**
   * The embedded database writes a group as one piece and keeps the buffer of up to 4 MB for it.
   */
  private static final int GROUP = 64;

  /** Where laptops hand in what they gathered in a long absence, few of their batches are many. */
  private static final int ENTRIES = 512;

  /**
   * Where more than one message waited, the next group is begun no sooner than this after the one
   * before. Each group writes the upper pages of every index anew and forces the disk: half as many
   * groups cost little more than half as much, and nobody notices so short a wait.
   */
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private final Database database;
  private final Runnable forceToDisk;
  private final BooleanSupplier room;
  private final Measures measures;
  private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * Starts its thread.
   *
   * @param forceToDisk returns once everything committed is on the disk itself, or throws
   * @param room whether there is disk for what comes; while there is none nothing is stored
   * @param measures how long it takes
   */
  IngestWriter(Database database, Runnable forceToDisk, BooleanSupplier room, Measures measures) {
    this.database = database;
    this.forceToDisk = measures.timingForce(forceToDisk);
    this.room = room;
    this.measures = measures;
    measures.gauge(
        "stairgate_ingest_waiting", "Messages of laptops that wait to be stored.", queue::size);
    this.thread = Thread.ofPlatform().name("ingest-writer").start(this::run);
  }

  /**
   * Something to write, and whom to tell.
   *
   * @param entries how many entries it stores, 0 or more
   * @param work runs within the transaction; may run again in another one, and must then do it once
   * @param done called after its result is on disk
   * @param failed called where it is not: nothing may be acknowledged
   */
  record Job<T>(
      int entries,
      Function<Transaction, T> work,
      Consumer<T> done,
      Consumer<RuntimeException> failed) {}

  /** A job, and since when it waits, by {@link System#nanoTime}. */
  private record Waiting<T>(Job<T> job, long since) {}

  /** Whether it stores what is handed in; false once its thread has ended. */
  boolean alive() {
    return !stopping && thread.isAlive();
  }

  /**
   * Hands a job in; waits while the queue is full.
   *
   * @return false where the writer is stopping: the job will not run
   */
  boolean submit(Job<?> job) throws InterruptedException {
    Waiting<?> waiting = new Waiting<>(job, System.nanoTime());
    while (alive()) {
      if (queue.offer(waiting, 1, TimeUnit.SECONDS)) {
        // Where the thread ended meanwhile, either this or close() takes it out again.
        return thread.isAlive() || !queue.remove(waiting);
      }
    }
    return false;
  }

  private void run() {
    List<Waiting<?>> group = new ArrayList<>(GROUP);
    long earliest = System.nanoTime();
    while (!stopping) {
      try {
        gather(group, earliest);
      } catch (InterruptedException e) {
        // Nobody interrupts it: an interrupt in the middle of writing would close the embedded
        // database's file. What was gathered is written.
      }
      if (!group.isEmpty()) {
        earliest = System.nanoTime() + (group.size() > 1 ? PACE_NANOS : 0);
        write(group);
        group.clear();
      }
    }
    refuseTheRest();
  }

  private void refuseTheRest() {
    DatabaseUnavailableException stopped =
        new DatabaseUnavailableException("The console is stopping.");
    List<Waiting<?>> rest = new ArrayList<>();
    queue.drainTo(rest);
    rest.forEach(each -> failed(each, stopped));
  }

  /** Waits for the first, then takes what comes until the group may begin or is full. */
  private void gather(List<Waiting<?>> group, long earliest) throws InterruptedException {
    Waiting<?> next = queue.take();
    int entries = 0;
    while (next != null) {
      group.add(next);
      entries += next.job().entries();
      long wait = stopping ? 0 : Math.max(0, earliest - System.nanoTime());
      next =
          group.size() < GROUP && entries < ENTRIES ? queue.poll(wait, TimeUnit.NANOSECONDS) : null;
    }
  }

  private void write(List<Waiting<?>> group) {
    try {
      if (!room.getAsBoolean()) {
        throw new DatabaseUnavailableException("The disk is full. Make room on it.");
      }
      List<Runnable> results = database.inTransaction(transaction -> all(transaction, group));
      forceToDisk.run();
      results.forEach(Runnable::run);
    } catch (DatabaseUnavailableException e) {
      LOG.warn("Nothing could be stored: {}", e.getMessage());
      group.forEach(each -> failed(each, e));
    } catch (RuntimeException | Error e) {
      // An error too: without this thread nothing is stored for anybody any more.
      if (group.size() == 1) {
        LOG.error("What a laptop sent could not be stored.", e);
        failed(group.getFirst(), new IllegalStateException(e));
      } else {
        // One of them is the cause: each by itself, so that the others go on.
        group.forEach(each -> write(List.of(each)));
      }
    }
  }

  private void failed(Waiting<?> one, RuntimeException e) {
    measures.notStored();
    try {
      one.job().failed().accept(e);
    } catch (RuntimeException | Error again) {
      LOG.warn("A stream could not be told what became of its entries.", again);
    }
  }

  private List<Runnable> all(Transaction transaction, List<Waiting<?>> group) {
    List<Runnable> results = new ArrayList<>(group.size());
    for (Waiting<?> one : group) {
      results.add(result(transaction, one));
    }
    return results;
  }

  private <T> Runnable result(Transaction transaction, Waiting<T> one) {
    T result = one.job().work().apply(transaction);
    return () -> {
      try {
        one.job().done().accept(result);
        measures.acknowledged(System.nanoTime() - one.since());
      } catch (RuntimeException | Error e) {
        // It is stored; its stream begins anew and hears of it in the welcome.
        LOG.warn("A stream could not be told what became of its entries.", e);
        failed(one, new IllegalStateException(e));
      }
    };
  }

  /** Finishes the group at hand; what still waits is told that it failed. */
  @Override
  public void close() {
    stopping = true;
    // Wakes the thread where it waits; where the queue is full it is awake anyway.
    var _ =
        queue.offer(
            new Waiting<>(
                new Job<>(0, transaction -> true, done -> {}, failed -> {}), System.nanoTime()));
    try {
      if (thread.join(Duration.ofSeconds(20))) {
        refuseTheRest();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
