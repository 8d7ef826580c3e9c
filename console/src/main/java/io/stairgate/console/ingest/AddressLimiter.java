package io.stairgate.console.ingest;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket per address, for tries to enrol: one a second, ten at once. It remembers the
 * latest 10,000 addresses; of IPv6 the first 64 bits count, which is what one household gets. Any
 * thread may use it.
 */
final class AddressLimiter {
  private static final int MOST_ADDRESSES = 10_000;
  private static final double PER_SECOND = 1;
  private static final double AT_ONCE = 10;

  private final Map<String, TokenBucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  /** Whether a try from that address may go on now. */
  boolean allows(InetAddress address, long nowNanos) {
    return bucket(address, nowNanos).tryTake(1, nowNanos);
  }

  /** The try was a good one and does not count. */
  void wasGood(InetAddress address, long nowNanos) {
    bucket(address, nowNanos).giveBack(1);
  }

  private synchronized TokenBucket bucket(InetAddress address, long nowNanos) {
    return buckets.computeIfAbsent(
        key(address), key -> new TokenBucket(PER_SECOND, AT_ONCE, nowNanos));
  }

  private static String key(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
  }
}
