package io.stairgate.console.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * The embedded database below its tables, held open: which space of its file is written over when,
 * and that space is given back while it runs. Any thread may use it.
 *
 * <p>The database writes what it commits as one chunk, and frees an older one when nothing in it
 * counts any more. Which of its own chunks still count it writes down one commit later; a chunk
 * that is written over before that makes the newest whole state look damaged after a power cut. So
 * a chunk is left alone for {@value #VERSIONS} commits more, and until that is said no space is
 * used twice at all ({@code REUSE_SPACE=FALSE} in the address). Measured in RATIONALE.md.
 */
final class Embedded implements AutoCloseable {
  /**
   * More than the 21 commits after which, at the latest, the header of the file names a newer chunk
   * (H2's {@code RandomAccessStore.shouldWriteStoreHeader}).
   */
  private static final int VERSIONS = 32;

  /** Chunks are written anew when less than so many percent of them count. */
  private static final int FILL_PERCENT = 35;

  /** At once: the lock that commits wait for is held meanwhile. */
  private static final int BYTES_AT_ONCE = 1 << 20;

  private static final int ROUNDS = 4;

  /** A file that is not larger is small enough, whatever of it counts. */
  private static final long SMALL = 64 << 20;

  /** Where less than so many percent of a large one count, the end is worth some seconds. */
  private static final int SPARSE_PERCENT = 25;

  private static final int LAST_MILLIS = 3_000;

  private final Connection held;
  private final MVStore store;
  private final long opened;
  private final AtomicLong forced = new AtomicLong();

  private Embedded(Connection held, MVStore store) {
    this.held = held;
    this.store = store;
    this.opened = version();
  }

  /**
   * Holds it open: it closes itself with its last connection.
   *
   * @param url where it is open already
   */
  static Embedded hold(String url) throws SQLException {
    Connection held = DriverManager.getConnection(url, "sa", "");
    SessionLocal session = (SessionLocal) held.unwrap(JdbcConnection.class).getSession();
    MVStore store = session.getDatabase().getStore().getMvStore();
    store.setVersionsToKeep(VERSIONS);
    if (store.isPersistent()) {
      store.setReuseSpace(true);
    }
    return new Embedded(held, store);
  }

  /**
   * Returns once all that was committed is on the disk itself; a commit has written it already.
   * This commits nothing, which would be a picture of others' work half done.
   *
   * @throws MVStoreException where it is not, or the database closed itself meanwhile
   */
  void force() {
    long written = version();
    store.sync();
    if (store.isClosed() && store.isPersistent()) {
      throw new MVStoreException(DataUtils.ERROR_CLOSED, "closed");
    }
    var _ = forced.accumulateAndGet(written, Math::max);
  }

  /** How far it had come when it was opened: it only grows. 0 where it is in memory. */
  long opened() {
    return opened;
  }

  /** How far it is on the disk itself, by the same count; 0 until that was asked for. */
  long forced() {
    return forced.get();
  }

  private long version() {
    return store.isPersistent() ? store.getFileStore().lastChunkVersion() : 0;
  }

  /**
   * Writes what still counts of chunks that are mostly empty into new ones, a little at a time.
   * Nothing else does while it runs, because it is told to write each commit at once.
   */
  void tidy() {
    try {
      if (!store.isPersistent()) {
        return;
      }
      for (int i = 0; i < ROUNDS && store.compact(FILL_PERCENT, BYTES_AT_ONCE); i++) {
        long _ = store.tryCommit();
      }
    } catch (MVStoreException e) {
      // It closed itself; whoever uses it next opens it again.
    }
  }

  /**
   * What a burst left at the end of the file cannot be given back while chunks that count stand
   * behind it; now they may be moved. The database itself takes a fifth of a second for it.
   */
  private void giveBack() {
    try {
      if (!store.isPersistent() || store.isClosed()) {
        return;
      }
      FileStore<?> file = store.getFileStore();
      int counts = file.getFillRate() * file.getChunksFillRate() / 100;
      if (file.size() > SMALL && counts < SPARSE_PERCENT) {
        store.compactFile(LAST_MILLIS);
      }
    } catch (MVStoreException e) {
      // A full disk: it stays as large as it is.
    }
  }

  /** Lets go of it: it closes with its other connections. Nobody may use it any more. */
  @Override
  public void close() {
    giveBack();
    try {
      held.close();
    } catch (SQLException e) {
      // It was closed already, as on a full disk.
    }
  }
}
