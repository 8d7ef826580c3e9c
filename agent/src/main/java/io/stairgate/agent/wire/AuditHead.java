package io.stairgate.agent.wire;

import io.stairgate.agent.event.Bytes;
import java.util.Comparator;

/**
 * The last line of the console's log of who did what, as the console gave it. To the laptop these
 * are bytes to keep and to show again; only the console knows what they mean. Heads are ordered by
 * their age, not by their bytes.
 *
 * @param restoreEpoch from 1, higher after each time the console was restored
 * @param branch how often the console noticed that its log had been changed
 * @param number the line's number, from 1
 * @param hash {@value #LENGTH} bytes
 * @param mac {@value #LENGTH} bytes
 */
public record AuditHead(long restoreEpoch, long branch, long number, Bytes hash, Bytes mac) {
  /** Bytes of a hash and of a MAC. */
  public static final int LENGTH = 32;

  private static final Comparator<AuditHead> AGE =
      Comparator.comparingLong(AuditHead::restoreEpoch)
          .thenComparingLong(AuditHead::branch)
          .thenComparingLong(AuditHead::number);

  public AuditHead {
    if (restoreEpoch < 1
        || branch < 0
        || number < 1
        || hash.length() != LENGTH
        || mac.length() != LENGTH) {
      throw new IllegalArgumentException("Not a head of a log.");
    }
  }

  /** Whether the console said this one later than {@code other}. */
  public boolean newerThan(AuditHead other) {
    return AGE.compare(this, other) > 0;
  }
}
