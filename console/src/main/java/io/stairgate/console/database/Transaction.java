package io.stairgate.console.database;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/**
 * One transaction of {@link Database#inTransaction}: what features hand from store to store without
 * speaking SQL themselves. It belongs to the thread that runs it and ends with it.
 */
public final class Transaction {
  private final Handle handle;

  Transaction(Handle handle) {
    this.handle = handle;
  }

  /** A statement that reads. */
  public Query createQuery(String sql) {
    return handle.createQuery(sql);
  }

  /** A statement that writes. */
  public Update createUpdate(String sql) {
    return handle.createUpdate(sql);
  }

  /** A statement that writes many rows at once. */
  public PreparedBatch prepareBatch(String sql) {
    return handle.prepareBatch(sql);
  }
}
