package io.stairgate.console.ingest;

import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Accepts connections up to a number per address and in all, before any of TLS is paid for. gRPC
 * itself knows no such limit. One thread accepts; ends of connections come from any thread.
 */
final class AgentServerChannel extends NioServerSocketChannel {
  private final int mostPerAddress;
  private final int mostInAll;
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private int inAll;

  AgentServerChannel(int mostPerAddress, int mostInAll) {
    this.mostPerAddress = mostPerAddress;
    this.mostInAll = mostInAll;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
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
    if (remote == null) {
      // Gone before it was looked at.
      return false;
    }
    InetAddress address = remote.getAddress();
    synchronized (perAddress) {
      int mine = perAddress.getOrDefault(address, 0);
      if (inAll >= mostInAll || mine >= mostPerAddress) {
        return false;
      }
      perAddress.put(address, mine + 1);
      inAll++;
    }
    var _ = channel.closeFuture().addListener(future -> left(address));
    return true;
  }

  private void left(InetAddress address) {
    synchronized (perAddress) {
      inAll--;
      perAddress.computeIfPresent(address, (same, mine) -> mine > 1 ? mine - 1 : null);
    }
  }
}
