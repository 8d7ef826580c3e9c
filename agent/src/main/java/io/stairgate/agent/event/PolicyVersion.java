package io.stairgate.agent.event;

/**
 * Where a policy stands in the order of policies: a higher epoch is newer whatever the number.
 *
 * @param epoch goes up when the console was restored from a backup; from 1
 * @param number goes up with each policy of the laptop within the epoch; from 1
 */
public record PolicyVersion(long epoch, long number) implements Comparable<PolicyVersion> {
  public PolicyVersion {
    if (epoch < 1 || number < 1) {
      throw new IllegalArgumentException(
          "a policy version counts from 1, not " + epoch + "." + number);
    }
  }

  @Override
  public int compareTo(PolicyVersion other) {
    int byEpoch = Long.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return epoch + "." + number;
  }
}
