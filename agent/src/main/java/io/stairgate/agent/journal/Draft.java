package io.stairgate.agent.journal;

import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Occurrence;
import java.time.Instant;

/**
 * Something that happened and has no number yet.
 *
 * @param occurredAt when, by the laptop's clock
 * @param boot the same moment as the running system counts it
 * @param what what happened
 */
public record Draft(Instant occurredAt, BootTime boot, Occurrence what) {
  /** What an entry tells, to be given another number. */
  static Draft of(Entry entry) {
    return new Draft(entry.occurredAt(), entry.boot(), entry.what());
  }
}
