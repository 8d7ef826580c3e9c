package io.stairgate.console.database;

import java.util.ArrayList;
import java.util.List;
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
  private final List<Runnable> afterCommit = new ArrayList<>();

  Transaction(Handle handle) {
    this.handle = handle;
  }

  /**
   * Runs {@code listener} when this transaction was committed, and never where it was not.
   *
   * @param listener run by the thread of the transaction; it must return at once and not throw
   */
  public void afterCommit(Runnable listener) {
    afterCommit.add(listener);
  }

  void committed() {
    afterCommit.forEach(Runnable::run);
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
