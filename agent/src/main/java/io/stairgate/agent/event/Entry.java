package io.stairgate.agent.event;

import java.time.Instant;

/**
 * One numbered entry of the journal.
 *
 * @param sequence its number within the journal's epoch, from 1
 * @param occurredAt when it happened, by the laptop's clock
 * @param boot the same moment as the running system counts it
 * @param what what happened
 */
public record Entry(long sequence, Instant occurredAt, BootTime boot, Occurrence what) {
  public Entry {
    if (sequence < 1) {
      throw new IllegalArgumentException("a journal counts from 1, not " + sequence);
    }
  }
}
