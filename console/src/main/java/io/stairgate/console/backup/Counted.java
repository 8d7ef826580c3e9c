package io.stairgate.console.backup;

import java.util.Iterator;
import java.util.function.LongConsumer;

/** Rows that are counted, for those who wait, as they are taken. */
final class Counted implements Iterator<Row> {
  private static final int AT_ONCE = 1000;

  private final Iterator<Row> rows;
  private final LongConsumer progress;
  private long count;

  /**
   * Counts.
   *
   * @param progress told of each thousand
   */
  Counted(Iterator<Row> rows, LongConsumer progress) {
    this.rows = rows;
    this.progress = progress;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Row next() {
    if (++count % AT_ONCE == 0) {
      progress.accept(AT_ONCE);
    }
    return rows.next();
  }
}
