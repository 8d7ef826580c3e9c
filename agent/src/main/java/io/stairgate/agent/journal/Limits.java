package io.stairgate.agent.journal;

import java.time.Duration;

/**
 * How much the journal keeps.
 *
 * @param segmentBytes a file is closed when it is longer than this
 * @param unacknowledgedBytes entries the console does not have yet; beyond it posture is coalesced,
 *     then the oldest entries are given up
 * @param acknowledgedBytes entries the console has, kept for a console that is restored from a
 *     backup
 * @param acknowledgedAge how long those are kept at most
 */
public record Limits(
    long segmentBytes, long unacknowledgedBytes, long acknowledgedBytes, Duration acknowledgedAge) {
  /** What laptops run with: files of 1 MB, 64 MB waiting, 32 MB or 30 days kept. */
  public static final Limits DEFAULT =
      new Limits(1 << 20, 64L << 20, 32L << 20, Duration.ofDays(30));

  public Limits {
    if (segmentBytes < 1 || unacknowledgedBytes < segmentBytes || acknowledgedBytes < 0) {
      throw new IllegalArgumentException("limits of a journal do not fit each other");
    }
  }
}
