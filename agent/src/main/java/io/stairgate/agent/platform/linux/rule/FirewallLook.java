package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks {@code stairgate-look.socket}, whose script prints what the kernel filters and ends. The
 * kernel tells it to nobody without {@code CAP_NET_ADMIN}, which the service does not have; a
 * script costs a hundredth of what a process of ours would. Any thread.
 */
public final class FirewallLook implements Supplier<Optional<String>> {
  private static final int LONGEST = 1 << 20;
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private final Path socket;

  /** The unit of this system. */
  public FirewallLook(RootFiles files) {
    this.socket = files.path("/run/stairgate-look/firewall");
  }

  /**
   * What it printed, nothing where it said nothing within twenty seconds; empty where nobody
   * listens or this process may not ask.
   */
  @Override
  public Optional<String> get() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      return read(channel);
    } catch (IOException | IllegalArgumentException e) {
      // No such unit here, or no right to ask it: a check beside the service by a person.
      return Optional.empty();
    }
  }

  private static Optional<String> read(SocketChannel channel) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    long end = System.nanoTime() + PATIENCE_NANOS;
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      while (all.size() <= LONGEST) {
        int count = channel.read(buffer);
        if (count < 0) {
          return Optional.of(all.toString(StandardCharsets.UTF_8));
        }
        all.write(buffer.array(), 0, buffer.position());
        buffer.clear();
        if (count == 0) {
          long left = (end - System.nanoTime()) / 1_000_000;
          if (left <= 0 || selector.select(left) == 0) {
            return Optional.of("");
          }
          selector.selectedKeys().clear();
        }
      }
    }
    return Optional.of("");
  }
}
