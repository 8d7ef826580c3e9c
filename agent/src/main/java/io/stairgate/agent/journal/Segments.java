package io.stairgate.agent.journal;

import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Gap;
import io.stairgate.agent.event.GapReason;
import io.stairgate.agent.wire.EntryFormat;
import io.stairgate.agent.wire.MalformedException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files of one epoch in the order of their numbers, and what may be taken out of them when
 * space runs out. Guarded by the journal's lock.
 */
final class Segments {
  private final TreeMap<Long, Segment> byFirst = new TreeMap<>();

  boolean isEmpty() {
    return byFirst.isEmpty();
  }

  void put(Segment segment) {
    byFirst.put(segment.first, segment);
  }

  void remove(Segment segment) {
    byFirst.remove(segment.first);
  }

  Segment tail() {
    return byFirst.lastEntry().getValue();
  }

  long first() {
    return byFirst.firstKey();
  }

  Collection<Segment> all() {
    return byFirst.values();
  }

  /** The files that may hold numbers from {@code sequence} on. */
  Collection<Segment> from(long sequence) {
    Long start = byFirst.floorKey(sequence);
    return start == null ? byFirst.values() : byFirst.tailMap(start, true).values();
  }

  /** The first number of the next file: what an earlier one says from there on does not count. */
  long below(Segment segment) {
    Long higher = byFirst.higherKey(segment.first);
    return higher == null ? Long.MAX_VALUE : higher;
  }

  long bytes() {
    return byFirst.values().stream().mapToLong(segment -> segment.size).sum();
  }

  /** Bytes of the files with numbers the console does not have. */
  long waitingBytes(long acknowledged) {
    return byFirst.values().stream()
        .filter(segment -> segment.last > acknowledged)
        .mapToLong(segment -> segment.size)
        .sum();
  }

  /** Deletes files the console has that are too old or too many, oldest first. */
  void dropAcknowledged(long acknowledged, Limits limits, long nowMillis) throws IOException {
    long oldest = nowMillis - limits.acknowledgedAge().toMillis();
    long kept =
        byFirst.values().stream()
            .filter(segment -> segment.last <= acknowledged)
            .mapToLong(segment -> segment.size)
            .sum();
    while (byFirst.size() > 1) {
      Segment segment = byFirst.firstEntry().getValue();
      boolean tooMuch = kept > limits.acknowledgedBytes() || segment.newestMillis < oldest;
      if (segment.last > acknowledged || !tooMuch) {
        return;
      }
      kept -= segment.size;
      segment.delete();
      byFirst.remove(segment.first);
    }
  }

  /** Deletes every file the console has. */
  void dropAllAcknowledged(long acknowledged) throws IOException {
    while (byFirst.size() > 1 && byFirst.firstEntry().getValue().last <= acknowledged) {
      byFirst.pollFirstEntry().getValue().delete();
    }
  }

  /**
   * Makes what waits smaller than {@code limit}: first posture that a later one replaces becomes
   * gaps, and only when that is not enough, whole files are given up, oldest first. The last file
   * is left alone.
   */
  void shrink(long acknowledged, long newestPosture, long limit) throws IOException {
    for (Segment segment : waiting(acknowledged)) {
      if (waitingBytes(acknowledged) <= limit) {
        return;
      }
      if (segment.postures > 0) {
        coalesce(segment, newestPosture);
      }
    }
    for (Segment segment : waiting(acknowledged)) {
      if (waitingBytes(acknowledged) <= limit) {
        return;
      }
      giveUp(segment);
    }
  }

  private List<Segment> waiting(long acknowledged) {
    return byFirst.headMap(byFirst.lastKey()).values().stream()
        .filter(segment -> segment.last > acknowledged && segment.last >= segment.first)
        .toList();
  }

  private void coalesce(Segment segment, long newestPosture) throws IOException {
    List<JournalRecord> records = new ArrayList<>();
    segment.walk(
        0,
        below(segment),
        (record, end) -> {
          boolean replaced =
              record.kind() == JournalRecord.Kind.POSTURE && record.sequence() < newestPosture;
          addOrJoin(records, replaced ? gap(record, record, GapReason.COALESCED) : record);
          return true;
        });
    segment.rewrite(records);
  }

  /** Adds a record; a gap directly after another of the same reason makes that one longer. */
  private static void addOrJoin(List<JournalRecord> records, JournalRecord record)
      throws IOException {
    JournalRecord before = records.isEmpty() ? null : records.getLast();
    if (before != null
        && before.kind() == JournalRecord.Kind.GAP
        && record.kind() == JournalRecord.Kind.GAP
        && before.sequence() + 1 == record.first()
        && reason(before) == reason(record)) {
      records.removeLast();
      records.add(gap(before, record, reason(record)));
    } else {
      records.add(record);
    }
  }

  private void giveUp(Segment segment) throws IOException {
    List<JournalRecord> records = records(segment);
    if (records.isEmpty() || isGap(records)) {
      return;
    }
    segment.rewrite(List.of(gap(records.getFirst(), records.getLast(), GapReason.LIMIT)));
    joinWithBefore(segment);
  }

  /** Two neighbouring files that were given up become one. */
  private void joinWithBefore(Segment segment) throws IOException {
    var lower = byFirst.lowerEntry(segment.first);
    if (lower == null || lower.getValue().last + 1 != segment.first) {
      return;
    }
    Segment before = lower.getValue();
    List<JournalRecord> first = records(before);
    List<JournalRecord> second = records(segment);
    if (isGap(first) && isGap(second) && reason(first.getFirst()) == GapReason.LIMIT) {
      byFirst.remove(segment.first);
      before.rewrite(List.of(gap(first.getFirst(), second.getFirst(), GapReason.LIMIT)));
      segment.delete();
    }
  }

  private List<JournalRecord> records(Segment segment) throws IOException {
    List<JournalRecord> records = new ArrayList<>();
    segment.walk(0, below(segment), (record, end) -> records.add(record));
    return records;
  }

  private static boolean isGap(List<JournalRecord> records) {
    return records.size() == 1 && records.getFirst().kind() == JournalRecord.Kind.GAP;
  }

  private static JournalRecord gap(JournalRecord first, JournalRecord last, GapReason reason)
      throws IOException {
    Entry from = decode(first);
    Entry to = decode(last);
    Optional<Instant> start =
        from.what() instanceof Gap gap ? gap.firstOccurredAt() : Optional.of(from.occurredAt());
    Gap gap = new Gap(first.first(), last.sequence(), reason, start, Optional.of(to.occurredAt()));
    byte[] body = EntryFormat.bytes(new Entry(last.sequence(), to.occurredAt(), to.boot(), gap));
    return new JournalRecord(
        last.sequence(), first.first(), last.millis(), JournalRecord.Kind.GAP, body);
  }

  private static GapReason reason(JournalRecord record) throws IOException {
    return decode(record).what() instanceof Gap gap ? gap.reason() : GapReason.DAMAGED;
  }

  private static Entry decode(JournalRecord record) throws IOException {
    try {
      return EntryFormat.entry(record.body());
    } catch (MalformedException e) {
      throw new IOException("entry " + record.sequence() + " cannot be read", e);
    }
  }
}
