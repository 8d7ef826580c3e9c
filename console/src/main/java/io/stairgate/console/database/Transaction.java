package io.stairgate.console.database;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
  private final Turn turn;
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final List<Runnable> beforeCommit = new ArrayList<>();
  private final Map<Class<?>, Object> gathered = new HashMap<>();

  Transaction(Handle handle, Turn turn) {
    this.handle = handle;
    this.turn = turn;
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

  /**
   * Something that is gathered in the course of the transaction and written once, at its end: the
   * first call makes it, the others get the same one.
   *
   * @param type what it is; one of a type
   * @param atTheEnd run once just before the commit, by the thread of the transaction; where it
   *     throws nothing is committed
   */
  public <T> T gathered(Class<T> type, Supplier<T> made, Consumer<T> atTheEnd) {
    Object known = gathered.get(type);
    if (known != null) {
      return type.cast(known);
    }
    T first = made.get();
    gathered.put(type, first);
    beforeCommit.add(() -> atTheEnd.accept(first));
    return first;
  }

  void finish() {
    beforeCommit.forEach(Runnable::run);
  }

  /** A statement that reads, or locks what it reads. */
  public Query createQuery(String sql) {
    if (sql.contains("FOR UPDATE")) {
      turn.take();
    }
    return handle.createQuery(sql);
  }

  /** A statement that writes. */
  public Update createUpdate(String sql) {
    turn.take();
    return handle.createUpdate(sql);
  }

  /** A statement that writes many rows at once. */
  public PreparedBatch prepareBatch(String sql) {
    turn.take();
    return handle.prepareBatch(sql);
  }
}
