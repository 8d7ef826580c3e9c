package io.stairgate.console.watch;

import io.stairgate.console.database.DatabaseUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether the console can do its work: the database takes a write, the disk has space left, what
 * laptops send is stored. Asked often, looked at once in some seconds. Any thread may ask; those
 * who ask at once wait for one look.
 */
public final class Readiness {
  /** Less free disk than this and nothing that is sent may fit any more. */
  static final long LEAST_FREE_BYTES = DiskSpace.LEAST_BYTES;

  private static final Duration FRESH = Duration.ofSeconds(5);

  private final WatchStore store;
  private final LongSupplier freeBytes;
  private final BooleanSupplier ingest;
  private final InstantSource clock;
  private Instant lookedAt = Instant.MIN;
  private List<Check> last = List.of();

  /**
   * One thing that was looked at.
   *
   * @param name database, disk, ingest
   * @param good whether it is well
   * @param sentence how it is, and what to do where it is not well
   */
  public record Check(String name, boolean good, String sentence) {}

  /**
   * Ready to look.
   *
   * @param store proves that the database takes a write
   * @param freeBytes free disk of the console's folder
   * @param ingest whether what laptops send is being stored
   */
  public Readiness(
      WatchStore store, LongSupplier freeBytes, BooleanSupplier ingest, InstantSource clock) {
    this.store = store;
    this.freeBytes = freeBytes;
    this.ingest = ingest;
    this.clock = clock;
  }

  /** What is well and what is not, not older than five seconds. */
  public synchronized List<Check> look() {
    Instant now = clock.instant();
    Instant from = lookedAt;
    if (from.isAfter(now) || from.isBefore(now.minus(FRESH))) {
      last = List.of(database(now), disk(), ingest());
      lookedAt = now;
    }
    return last;
  }

  private Check database(Instant now) {
    try {
      store.write(now);
      return new Check("database", true, "The database takes what is written.");
    } catch (DatabaseUnavailableException e) {
      return new Check("database", false, String.valueOf(e.getMessage()));
    }
  }

  private Check disk() {
    long free = freeBytes.getAsLong();
    String megabytes = "%,d MB of disk are free.".formatted(free / (1024 * 1024));
    return free >= LEAST_FREE_BYTES
        ? new Check("disk", true, megabytes)
        : new Check(
            "disk", false, "Only " + megabytes + " Make space: what does not fit is not stored.");
  }

  private Check ingest() {
    return ingest.getAsBoolean()
        ? new Check("ingest", true, "What laptops send is stored.")
        : new Check(
            "ingest",
            false,
            "What laptops send is not being stored. Look at the console's log, and start it anew.");
  }
}
