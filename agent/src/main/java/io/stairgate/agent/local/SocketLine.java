package io.stairgate.agent.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One line over a socket, bounded in length and time: the other side may be anybody. */
final class SocketLine {
  private SocketLine() {}

  /** Reads up to the end of the line, without it. */
  static String read(SocketChannel channel, int maxBytes, Duration within) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(4_096);
    long end = System.nanoTime() + within.toNanos();
    try (Selector selector = prepare(channel, SelectionKey.OP_READ)) {
      while (true) {
        int count = channel.read(buffer);
        if (count < 0) {
          throw new IOException("the line is not complete");
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          byte next = buffer.get();
          if (next == '\n') {
            return line.toString(StandardCharsets.UTF_8);
          }
          line.write(next);
        }
        buffer.clear();
        if (line.size() > maxBytes) {
          throw new IOException("the line is longer than " + maxBytes + " bytes");
        }
        if (count == 0) {
          await(selector, end);
        }
      }
    }
  }

  static void write(SocketChannel channel, String line, Duration within) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    long end = System.nanoTime() + within.toNanos();
    try (Selector selector = prepare(channel, SelectionKey.OP_WRITE)) {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) == 0) {
          await(selector, end);
        }
      }
    }
  }

  private static Selector prepare(SocketChannel channel, int operation) throws IOException {
    channel.configureBlocking(false);
    Selector selector = Selector.open();
    channel.register(selector, operation);
    return selector;
  }

  private static void await(Selector selector, long end) throws IOException {
    long left = (end - System.nanoTime()) / 1_000_000;
    if (left <= 0 || selector.select(left) == 0) {
      throw new IOException("the other side is too slow");
    }
    selector.selectedKeys().clear();
  }
}
