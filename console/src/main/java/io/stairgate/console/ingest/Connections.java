package io.stairgate.console.ingest;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who is connected to the agents' port: so many at most per address and in all, and so many per
 * address that are still shaking hands. It also says when to accept no more for a moment: where ten
 * thousand laptops come back at once, handshakes that are begun all together all end too late.
 * Those that are not accepted yet wait in the system's queue and lose nothing. Any thread may use
 * it.
 */
final class Connections extends ServerTransportFilter {
  private static final int MOST_PER_ADDRESS = 2_000;

  /** Signals has room for a word about each. */
  private static final int MOST_IN_ALL = 25_000;

  private static final int MOST_HANDSHAKES_PER_ADDRESS = 64;
  private static final int HANDSHAKES_AT_ONCE = 128;

  /**
   * While none ends for so long, those at work are waiting for their peers, not for us: some more
   * may come. Not all, because a computer that has no time for us looks the same.
   */
  private static final long STUCK_NANOS = 250_000_000;

  private static final int MORE_WHEN_STUCK = 32;

  private final LongSupplier nanos;
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private final Map<InetAddress, Integer> handshakesPerAddress = new HashMap<>();
  private final Map<InetSocketAddress, Boolean> handshakes = new HashMap<>();
  private int inAll;
  private int more;
  private long lastMoved;

  /**
   * Nobody is connected.
   *
   * @param nanos as {@link System#nanoTime}
   */
  Connections(LongSupplier nanos) {
    this.nanos = nanos;
    this.lastMoved = nanos.getAsLong();
  }

  /** Whether that peer may connect; it counts until {@link #left}. */
  synchronized boolean admit(InetSocketAddress remote) {
    InetAddress address = remote.getAddress();
    if (inAll >= MOST_IN_ALL
        || perAddress.getOrDefault(address, 0) >= MOST_PER_ADDRESS
        || handshakesPerAddress.getOrDefault(address, 0) >= MOST_HANDSHAKES_PER_ADDRESS) {
      return false;
    }
    inAll++;
    perAddress.merge(address, 1, Integer::sum);
    handshakesPerAddress.merge(address, 1, Integer::sum);
    handshakes.put(remote, true);
    return true;
  }

  /** A peer that was admitted is gone. */
  synchronized void left(InetSocketAddress remote) {
    inAll--;
    lower(perAddress, remote.getAddress());
    shookHands(remote);
  }

  /** Whether to leave those that knock now in the system's queue for a moment. */
  synchronized boolean busy() {
    if (handshakes.size() < HANDSHAKES_AT_ONCE) {
      more = 0;
      return false;
    }
    long now = nanos.getAsLong();
    if (now - lastMoved >= STUCK_NANOS) {
      lastMoved = now;
      more += MORE_WHEN_STUCK;
    }
    return handshakes.size() >= HANDSHAKES_AT_ONCE + more;
  }

  @Override
  public Attributes transportReady(Attributes transport) {
    if (transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress remote) {
      shookHands(remote);
    }
    return transport;
  }

  private synchronized void shookHands(InetSocketAddress remote) {
    if (handshakes.remove(remote) != null) {
      lastMoved = nanos.getAsLong();
      lower(handshakesPerAddress, remote.getAddress());
    }
  }

  private static void lower(Map<InetAddress, Integer> counts, InetAddress address) {
    counts.computeIfPresent(address, (same, count) -> count > 1 ? count - 1 : null);
  }
}
