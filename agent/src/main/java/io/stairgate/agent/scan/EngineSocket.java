package io.stairgate.agent.scan;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Bytes to the engine and answers from it. One thread; nothing waits without a limit, and an
 * interrupt ends every wait at once.
 *
 * <p>The socket never blocks. A client that blocks while writing, and an engine that blocks while
 * answering it, would wait for each other for ever.
 */
final class EngineSocket implements AutoCloseable {
  static final int BUFFER = 256 * 1024;
  private static final int LONGEST_ANSWER = 4096;

  /** Filled by the caller, emptied by {@link #flush}. */
  final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);

  private final ByteBuffer in = ByteBuffer.allocate(2 * LONGEST_ANSWER);
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final Runnable tick;

  /** When something last went on: bytes taken, an answer, or a read of the medium. */
  private long moved = System.nanoTime();

  /**
   * Connects.
   *
   * @param tick called at least once a second while waiting
   */
  EngineSocket(Path socket, Runnable tick) throws IOException {
    this.tick = tick;
    this.selector = Selector.open();
    SocketChannel opened = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      opened.connect(UnixDomainSocketAddress.of(socket));
      opened.configureBlocking(false);
      this.key = opened.register(selector, 0);
    } catch (IOException e) {
      closeQuietly(opened);
      closeQuietly(selector);
      throw e;
    }
    this.channel = opened;
  }

  /** From now on the engine's silence is counted. */
  void moved() {
    moved = System.nanoTime();
  }

  /** Sends what is in {@link #out} where fewer than so many bytes are free in it. */
  void room(int bytes, Duration silence, Consumer<String> answers)
      throws IOException, EngineLostException, InterruptedException {
    if (out.remaining() < bytes) {
      flush(silence, answers);
    }
  }

  /** Sends everything that is in {@link #out}. */
  void flush(Duration silence, Consumer<String> answers)
      throws IOException, EngineLostException, InterruptedException {
    out.flip();
    try {
      while (out.hasRemaining()) {
        if (channel.write(out) == 0) {
          await(SelectionKey.OP_WRITE | SelectionKey.OP_READ, silence, answers);
        } else {
          moved();
        }
      }
    } finally {
      out.compact();
    }
  }

  /** Waits at most a second for an answer. */
  void answers(Duration silence, Consumer<String> answers)
      throws IOException, EngineLostException, InterruptedException {
    await(SelectionKey.OP_READ, silence, answers);
  }

  private void await(int operations, Duration silence, Consumer<String> answers)
      throws IOException, EngineLostException, InterruptedException {
    key.interestOps(operations);
    selector.select(1000);
    selector.selectedKeys().clear();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    tick.run();
    if (take(answers)) {
      moved();
    } else if (System.nanoTime() - moved > silence.toNanos()) {
      throw new EngineLostException(true);
    }
  }

  private boolean take(Consumer<String> answers) throws IOException, EngineLostException {
    boolean taken = false;
    for (int read = channel.read(in); read != 0; read = channel.read(in)) {
      if (read < 0) {
        throw new EngineLostException(false);
      }
      taken = true;
      in.flip();
      whole().forEach(answers);
      in.compact();
      if (in.position() > LONGEST_ANSWER) {
        throw new EngineLostException(false);
      }
    }
    return taken;
  }

  /** The whole answers; each ends with a zero byte. */
  private List<String> whole() {
    List<String> whole = new ArrayList<>();
    int start = in.position();
    for (int i = start; i < in.limit(); i++) {
      if (in.get(i) == 0) {
        whole.add(new String(in.array(), start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    in.position(start);
    return whole;
  }

  @Override
  public void close() {
    closeQuietly(channel);
    closeQuietly(selector);
  }

  private static void closeQuietly(java.io.Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      // Nothing is left to be done with it.
    }
  }
}
