package io.stairgate.agent.journal;

import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Gap;
import io.stairgate.agent.event.GapReason;
import io.stairgate.agent.wire.EntryFormat;
import io.stairgate.agent.wire.MalformedException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One reading of entries in order, in which every hole becomes a gap. Guarded by the journal's
 * lock.
 */
final class Reading {
  private static final BootTime NO_BOOT = new BootTime("", 0);

  private final List<Entry> entries = new ArrayList<>();
  private final int maxEntries;
  private final int maxBytes;
  private final long durable;
  private final long deletedThrough;
  private Cursor cursor;
  private long wanted;
  private int bytes;
  private boolean full;

  /**
   * Where a reading ended, so that the next one need not search.
   *
   * @param segment the file's first number
   * @param sequence the number the next record is expected to have
   * @param offset where in the file it begins
   */
  record Cursor(long segment, long sequence, long offset) {
    static final Cursor NONE = new Cursor(-1, -1, 0);
  }

  /**
   * Prepares a reading.
   *
   * @param from first number wanted
   * @param durable last number that may be shown
   * @param deletedThrough up to here a missing number was deleted on purpose
   */
  Reading(
      long from, int maxEntries, int maxBytes, long durable, long deletedThrough, Cursor cursor) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
    this.durable = durable;
    this.deletedThrough = deletedThrough;
    this.cursor = cursor;
    wanted = from;
  }

  List<Entry> read(Segments segments, Instant now) throws IOException {
    for (Segment segment : segments.from(wanted)) {
      if (!full && segment.last >= wanted) {
        boolean known = cursor.segment == segment.first && cursor.sequence == wanted;
        segment.walk(
            known ? cursor.offset : 0,
            segments.below(segment),
            (record, end) -> take(segment, record, end));
      }
    }
    if (!full && wanted <= durable) {
      // once on the disk, but no file reaches that far any more
      hole(durable, entries.isEmpty() ? now : entries.getLast().occurredAt());
    }
    return entries;
  }

  Cursor cursor() {
    return cursor;
  }

  private boolean take(Segment segment, JournalRecord record, long end) {
    if (record.sequence() < wanted) {
      return true;
    }
    if (record.sequence() > durable) {
      return false;
    }
    if (record.first() > wanted) {
      hole(record.first() - 1, Instant.ofEpochMilli(record.millis()));
    }
    if (!full && !entries.isEmpty() && bytes + record.body().length > maxBytes) {
      full = true;
    }
    if (full) {
      return false;
    }
    entries.add(entry(record));
    bytes += record.body().length;
    wanted = record.sequence() + 1;
    cursor = new Cursor(segment.first, wanted, end);
    full = entries.size() >= maxEntries;
    return !full;
  }

  /** A record that cannot be read any more is a gap; a gap that began earlier than asked is cut. */
  private Entry entry(JournalRecord record) {
    try {
      Entry entry = EntryFormat.entry(record.body());
      if (entry.what() instanceof Gap gap && gap.firstSequence() < wanted) {
        Gap rest =
            new Gap(
                wanted,
                gap.lastSequence(),
                gap.reason(),
                gap.firstOccurredAt(),
                gap.lastOccurredAt());
        return new Entry(entry.sequence(), entry.occurredAt(), entry.boot(), rest);
      }
      return entry;
    } catch (MalformedException e) {
      return gap(record.sequence(), GapReason.DAMAGED, Instant.ofEpochMilli(record.millis()));
    }
  }

  private void hole(long through, Instant about) {
    // Two kinds of hole are told apart at the number up to which files were deleted on purpose.
    if (wanted <= deletedThrough && !full) {
      add(Math.min(through, deletedThrough), GapReason.LIMIT, about);
    }
    if (wanted <= through && !full) {
      add(through, GapReason.DAMAGED, about);
    }
  }

  private void add(long through, GapReason reason, Instant about) {
    entries.add(gap(through, reason, about));
    wanted = through + 1;
    full = entries.size() >= maxEntries;
  }

  private Entry gap(long through, GapReason reason, Instant about) {
    Gap gap = new Gap(wanted, through, reason, Optional.empty(), Optional.empty());
    return new Entry(through, about, NO_BOOT, gap);
  }
}
