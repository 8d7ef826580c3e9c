package io.stairgate.console.database;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One transaction's turn to write to the embedded database, from its first statement that writes or
 * locks a row until it is committed; reading needs none.
 *
 * <p>What one transaction commits, the database writes as a picture of all its tables and indexes,
 * and takes them one after the other: another transaction that writes meanwhile could be in the
 * picture with a row in an index and not with what would undo it, and stay there after a crash. It
 * is taken before any row is locked, so that nobody waits for each other. Belongs to the thread of
 * its transaction.
 */
final class Turn implements AutoCloseable {
  private static final long MOST_SECONDS = 20;

  private final ReentrantLock writing;
  private final boolean needed;
  private boolean taken;

  /**
   * A turn that was not taken yet.
   *
   * @param needed whether the database needs it
   */
  Turn(ReentrantLock writing, boolean needed) {
    this.writing = writing;
    this.needed = needed;
  }

  /**
   * Waits for the turn; nothing where it was taken.
   *
   * @throws DatabaseUnavailableException where it does not come
   */
  void take() {
    if (!needed || taken) {
      return;
    }
    try {
      taken = writing.tryLock(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!taken) {
      throw new DatabaseUnavailableException("The database is busy. Try again in a moment.");
    }
  }

  @Override
  public void close() {
    if (taken) {
      taken = false;
      writing.unlock();
    }
  }
}
