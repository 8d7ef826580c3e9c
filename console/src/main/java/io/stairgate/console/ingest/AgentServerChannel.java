package io.stairgate.console.ingest;

import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Accepts as {@link Connections} says, before any of TLS is paid for, and has every connection's
 * frames counted. gRPC itself knows no such limits. One thread accepts; ends of connections come
 * from any thread.
 */
final class AgentServerChannel extends NioServerSocketChannel {
  private static final long PAUSE_MILLIS = 10;

  private final Connections connections;

  AgentServerChannel(Connections connections) {
    this.connections = connections;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    if (connections.busy()) {
      config().setAutoRead(false);
      var _ =
          eventLoop()
              .schedule(
                  () -> {
                    config().setAutoRead(true);
                  },
                  PAUSE_MILLIS,
                  TimeUnit.MILLISECONDS);
      return 0;
    }
    int before = accepted.size();
    int count = super.doReadMessages(accepted);
    for (int i = accepted.size() - 1; i >= before; i--) {
      if (accepted.get(i) instanceof NioSocketChannel channel && !admit(channel)) {
        accepted.remove(i);
        count--;
        channel.unsafe().closeForcibly();
      }
    }
    return count;
  }

  private boolean admit(NioSocketChannel channel) {
    InetSocketAddress remote = channel.remoteAddress();
    // None: gone before it was looked at.
    if (remote == null || !connections.admit(remote)) {
      return false;
    }
    var _ = channel.closeFuture().addListener(future -> connections.left(remote));
    var _ = channel.pipeline().addLast(new FrameMeter.Door());
    return true;
  }
}
