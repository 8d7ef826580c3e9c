package io.stairgate.console.event;

import io.stairgate.console.database.Bytes;
import java.time.Instant;

/**
 * One entry of a laptop's journal.
 *
 * @param sequence place in the journal's epoch, from 1
 * @param occurredAt by the laptop's clock
 * @param what what it tells
 * @param body the entry as it came
 */
public record JournalEntry(long sequence, Instant occurredAt, What what, Bytes body) {
  /** The first number this entry accounts for: its own, or the beginning of its gap. */
  public long firstSequence() {
    return what instanceof What.Gap gap ? gap.first() : sequence;
  }
}
