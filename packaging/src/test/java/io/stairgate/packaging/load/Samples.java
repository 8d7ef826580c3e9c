package io.stairgate.packaging.load;

import java.util.Arrays;

/** Times that were measured, each kept, so that percentiles are exact. Any thread may use it. */
final class Samples {
  private static final double NANOS_PER_MILLI = 1e6;

  private long[] values = new long[1024];
  private int size;

  /**
   * What the times say, in milliseconds; all 0 where there are none.
   *
   * @param count how many there are
   * @param p50 half are no longer
   * @param p95 of 20, 19 are no longer
   * @param p99 of 100, 99 are no longer
   * @param most the longest
   */
  record Summary(int count, double p50, double p95, double p99, double most) {}

  synchronized void add(long nanos) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = nanos;
  }

  Summary summary() {
    long[] sorted;
    synchronized (this) {
      sorted = Arrays.copyOf(values, size);
    }
    Arrays.sort(sorted);
    return new Summary(
        sorted.length, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(long[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return Math.round(sorted[Math.max(0, index)] / NANOS_PER_MILLI * 100) / 100.0;
  }
}
