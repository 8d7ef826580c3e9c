package io.stairgate.console.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.Grpc;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who is let in, and when to wait for a moment. */
class ConnectionsTest {
  private static final int SHARE = 64;
  private static final int AT_ONCE = 128;
  private static final int MORE = 32;

  private final AtomicLong now = new AtomicLong();
  private final Connections connections = new Connections(now::get);

  @Test
  void one_address_holds_its_share_of_handshakes_and_gets_it_back_when_they_end() {
    List<InetSocketAddress> peers = new ArrayList<>();
    for (int port = 1; port <= SHARE; port++) {
      peers.add(peer(1, port));
      assertThat(connections.admit(peers.getLast())).isTrue();
    }
    assertThat(connections.admit(peer(1, 999))).isFalse();
    assertThat(connections.admit(peer(2, 1))).as("another address").isTrue();
    shakeHands(peers.getFirst());
    assertThat(connections.admit(peer(1, 999))).as("one shook hands").isTrue();
    connections.left(peers.get(1));
    assertThat(connections.admit(peer(1, 998))).as("one went before it did").isTrue();
    connections.left(peers.getFirst());
    assertThat(connections.admit(peer(1, 997))).as("its handshake was over before").isFalse();
  }

  @Test
  void others_wait_while_many_shake_hands_and_not_while_none_of_these_gets_anywhere() {
    for (int address = 1; address <= AT_ONCE; address++) {
      assertThat(connections.busy()).isFalse();
      assertThat(connections.admit(peer(address, 1))).isTrue();
    }
    assertThat(connections.busy()).isTrue();
    now.addAndGet(Duration.ofMillis(200).toNanos());
    shakeHands(peer(1, 1));
    assertThat(connections.admit(peer(1, 2))).isTrue();
    now.addAndGet(Duration.ofMillis(200).toNanos());
    assertThat(connections.busy()).as("one ended a moment ago").isTrue();
    now.addAndGet(Duration.ofMillis(100).toNanos());
    for (int more = 1; more <= MORE; more++) {
      assertThat(connections.busy()).as("they are waiting for their peers").isFalse();
      assertThat(connections.admit(peer(AT_ONCE + more, 1))).isTrue();
    }
    assertThat(connections.busy()).as("some more, not all").isTrue();
    now.addAndGet(Duration.ofMillis(250).toNanos());
    assertThat(connections.busy()).as("a quarter of a second later some more").isFalse();
  }

  private void shakeHands(InetSocketAddress peer) {
    var _ =
        connections.transportReady(
            Attributes.newBuilder().set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, peer).build());
  }

  private static InetSocketAddress peer(int address, int port) {
    return new InetSocketAddress("10.0." + address / 250 + "." + (address % 250 + 1), port);
  }
}
