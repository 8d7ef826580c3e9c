package io.stairgate.console.ingest;

import io.stairgate.console.database.Database;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.database.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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
  private static final int QUEUE = 1024;
  private static final int GROUP = 256;

  private final Database database;
  private final Runnable forceToDisk;
  private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * Starts its thread.
   *
   * @param forceToDisk returns once everything committed is on the disk itself, or throws
   */
  IngestWriter(Database database, Runnable forceToDisk) {
    this.database = database;
    this.forceToDisk = forceToDisk;
    this.thread = Thread.ofPlatform().name("ingest-writer").start(this::run);
  }

  /**
   * Something to write, and whom to tell.
   *
   * @param work runs within the transaction; may run again in another one, and must then do it once
   * @param done called after its result is on disk
   * @param failed called where it is not: nothing may be acknowledged
   */
  record Job<T>(
      Function<Transaction, T> work, Consumer<T> done, Consumer<RuntimeException> failed) {}

  /**
   * Hands a job in; waits while the queue is full.
   *
   * @return false where the writer is stopping: the job will not run
   */
  boolean submit(Job<?> job) throws InterruptedException {
    if (stopping) {
      return false;
    }
    queue.put(job);
    return true;
  }

  private void run() {
    List<Job<?>> group = new ArrayList<>(GROUP);
    while (!stopping) {
      group.clear();
      try {
        group.add(queue.take());
      } catch (InterruptedException e) {
        // Nobody interrupts it: an interrupt in the middle of writing would close the embedded
        // database's file.
        continue;
      }
      queue.drainTo(group, GROUP - 1);
      write(group);
    }
    DatabaseUnavailableException stopped =
        new DatabaseUnavailableException("The console is stopping.");
    List<Job<?>> rest = new ArrayList<>();
    queue.drainTo(rest);
    rest.forEach(job -> tell(() -> job.failed().accept(stopped)));
  }

  private void write(List<Job<?>> group) {
    try {
      List<Runnable> results = database.inTransaction(transaction -> all(transaction, group));
      forceToDisk.run();
      results.forEach(IngestWriter::tell);
    } catch (DatabaseUnavailableException e) {
      LOG.warn("Nothing could be stored: {}", e.getMessage());
      group.forEach(job -> tell(() -> job.failed().accept(e)));
    } catch (RuntimeException e) {
      if (group.size() == 1) {
        LOG.error("What a laptop sent could not be stored.", e);
        tell(() -> group.getFirst().failed().accept(e));
      } else {
        // One of them is the cause: each by itself, so that the others go on.
        group.forEach(job -> write(List.of(job)));
      }
    }
  }

  private static List<Runnable> all(Transaction transaction, List<Job<?>> group) {
    List<Runnable> results = new ArrayList<>(group.size());
    for (Job<?> job : group) {
      results.add(result(transaction, job));
    }
    return results;
  }

  private static <T> Runnable result(Transaction transaction, Job<T> job) {
    T result = job.work().apply(transaction);
    return () -> job.done().accept(result);
  }

  private static void tell(Runnable one) {
    try {
      one.run();
    } catch (RuntimeException e) {
      LOG.warn("A stream could not be told what became of its entries.", e);
    }
  }

  /** Finishes the group at hand; what still waits is told that it failed. */
  @Override
  public void close() {
    stopping = true;
    // Wakes the thread where it waits; where the queue is full it is awake anyway.
    var _ = queue.offer(new Job<>(transaction -> true, done -> {}, failed -> {}));
    try {
      var _ = thread.join(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
