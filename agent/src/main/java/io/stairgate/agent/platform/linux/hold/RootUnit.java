package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Asks the one-shot unit of the system over its socket; systemd starts a process for each question.
 * Any thread; two questions at once wait for each other on the other side.
 */
public final class RootUnit implements Root {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String NEEDS_ADMINISTRATOR =
      "This needs an administrator: install the agent's package, so that it runs as a service.";

  private final Path socket;

  /** The unit of this system. */
  public RootUnit(RootFiles files) {
    this.socket = files.path("/run/stairgate-change/socket");
  }

  @Override
  public Answer ask(Verb verb, byte[] more) throws InterruptedException {
    byte[] line = (verb.line() + "\n").getBytes(StandardCharsets.UTF_8);
    if (line.length + more.length > Verb.LONGEST) {
      return new Answer.Failed("That is longer than can be asked.");
    }
    boolean connected = false;
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      connected = true;
      ByteBuffer question = ByteBuffer.allocate(line.length + more.length).put(line).put(more);
      question.flip();
      while (question.hasRemaining()) {
        channel.write(question); // 4 KiB fit into the socket's buffer
      }
      java.util.Arrays.fill(question.array(), (byte) 0);
      channel.shutdownOutput();
      return Answer.parse(read(channel));
    } catch (ClosedByInterruptException e) {
      throw new InterruptedException("interrupted while the laptop was changed");
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while the laptop was changed");
      }
      return new Answer.Failed(
          connected ? "The change broke off. It is tried again." : NEEDS_ADMINISTRATOR);
    }
  }

  private static String read(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      while (true) {
        int count = channel.read(buffer);
        if (count < 0) {
          return all.toString(StandardCharsets.UTF_8);
        }
        all.write(buffer.array(), 0, buffer.position());
        buffer.clear();
        if (all.size() > Answer.LONGEST) {
          throw new IOException("too long an answer");
        }
        if (count == 0) {
          long left = (end - System.nanoTime()) / 1_000_000;
          if (left <= 0 || selector.select(left) == 0) {
            throw new IOException("too slow");
          }
          selector.selectedKeys().clear();
        }
      }
    }
  }
}
