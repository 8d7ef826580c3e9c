package io.stairgate.agent.event;

import java.time.Instant;
import java.util.Optional;

/**
 * A stretch of journal numbers without content. The entry that carries it has the last number of
 * the stretch.
 *
 * @param firstSequence first number, from 1
 * @param lastSequence last number, not below the first
 * @param reason why
 * @param firstOccurredAt when the first happened, where known
 * @param lastOccurredAt when the last happened, where known
 */
public record Gap(
    long firstSequence,
    long lastSequence,
    GapReason reason,
    Optional<Instant> firstOccurredAt,
    Optional<Instant> lastOccurredAt)
    implements Occurrence {
  public Gap {
    if (firstSequence < 1 || lastSequence < firstSequence) {
      throw new IllegalArgumentException("not a stretch: " + firstSequence + " to " + lastSequence);
    }
  }

  /** A stretch as long as this one, for the same reason, that begins at another number. */
  public Gap movedTo(long first) {
    return new Gap(
        first, first + lastSequence - firstSequence, reason, firstOccurredAt, lastOccurredAt);
  }
}
