package io.stairgate.console.policy;

import java.util.Comparator;

/**
 * Where a policy stands in the order of policies: a higher epoch is newer whatever the number.
 *
 * @param epoch restore epoch, from 1
 * @param number within the epoch and the laptop, from 1
 */
public record PolicyVersion(long epoch, long number) implements Comparable<PolicyVersion> {
  private static final Comparator<PolicyVersion> ORDER =
      Comparator.comparingLong(PolicyVersion::epoch).thenComparingLong(PolicyVersion::number);

  @Override
  public int compareTo(PolicyVersion other) {
    return ORDER.compare(this, other);
  }
}
