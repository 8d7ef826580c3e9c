package io.stairgate.agent.scan;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One connection to the engine, in its session mode: many files on the way at once, answers in any
 * order. One thread; nothing waits without a limit, and an interrupt ends every wait at once.
 *
 * <p>The socket never blocks. A client that blocks while writing, and an engine that blocks while
 * answering it, would wait for each other for ever.
 */
final class Session implements AutoCloseable {
  /** Files on the way. Each is one temporary file at the engine. */
  static final int MOST_PENDING = 64;

  /** Bytes on the way; one larger file goes alone. */
  private static final long MOST_PENDING_BYTES = 64L << 20;

  private static final int BUFFER = 256 * 1024;
  private static final int LONGEST_REPLY = 4096;
  private static final byte[] INSTREAM = ascii("zINSTREAM\0");

  /** A file on the way. */
  record Sent(long bytes, String flaw) {}

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final Patience patience;
  private final Tally tally;
  private final Runnable tick;
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer in = ByteBuffer.allocate(2 * LONGEST_REPLY);
  private final Map<Integer, Sent> pending = new HashMap<>();
  private long pendingBytes;
  private int lastId;

  /** When something last went on: bytes taken, an answer, or a read of the medium. */
  private long moved = System.nanoTime();

  private String version = "";

  private Session(SocketChannel channel, Patience patience, Tally tally, Runnable tick)
      throws IOException {
    this.channel = channel;
    this.patience = patience;
    this.tally = tally;
    this.tick = tick;
    channel.configureBlocking(false);
    this.selector = Selector.open();
    this.key = channel.register(selector, 0);
  }

  /**
   * Connects and waits until the engine answers. The service manager may be starting it meanwhile:
   * the connection stands at once, the answer comes when the definitions are read.
   *
   * @param slow called once where the answer is not there within a second
   * @param tick called at least once a second while waiting
   */
  static Session open(Path socket, Patience patience, Tally tally, Runnable slow, Runnable tick)
      throws EngineLostException, InterruptedException {
    SocketChannel channel = null;
    boolean stands = false;
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(socket));
      Session session = new Session(channel, patience, tally, tick);
      session.greet(slow);
      stands = true;
      return session;
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      throw new EngineLostException(false);
    } finally {
      if (!stands && channel != null) {
        closeQuietly(channel);
      }
    }
  }

  private void greet(Runnable slow) throws EngineLostException, InterruptedException, IOException {
    out.put(ascii("zIDSESSION\0zVERSION\0"));
    lastId = 1;
    long begun = System.nanoTime();
    boolean told = false;
    flush();
    while (version.isEmpty()) {
      await(SelectionKey.OP_READ, patience.start());
      if (!told && version.isEmpty() && since(begun).toMillis() >= 1000) {
        told = true;
        slow.run();
      }
    }
  }

  /** The engine's answer to {@code VERSION}. */
  String version() {
    return version;
  }

  /**
   * Sends one file. Waits where too much is on the way.
   *
   * @param file read from where it stands
   * @param largest bytes; what is longer is not read to its end
   * @param expected its size, for how much may be on the way
   * @param present asked where reading failed: false where the medium is gone
   * @return bytes read
   */
  long send(
      ReadableByteChannel file,
      long largest,
      long expected,
      java.util.function.BooleanSupplier present)
      throws EngineLostException, InterruptedException {
    moved = System.nanoTime();
    try {
      while (pending.size() >= MOST_PENDING
          || (!pending.isEmpty() && pendingBytes + expected > MOST_PENDING_BYTES)) {
        flush();
        await(SelectionKey.OP_READ, patience.silence());
      }
      room(INSTREAM.length + 8);
      out.put(INSTREAM);
      int id = ++lastId;
      // Before the first byte: where the engine goes away in the middle, it counts as not scanned.
      pending.put(id, new Sent(0, "engine"));
      long sent = 0;
      String flaw = "";
      while (true) {
        room(8 * 1024);
        int header = out.position();
        out.position(header + 4);
        out.limit(BUFFER - 4);
        int read;
        try {
          read = file.read(out);
        } catch (ClosedByInterruptException e) {
          throw e;
        } catch (IOException e) {
          flaw = present.getAsBoolean() ? "unreadable" : "pulled-out";
          read = -1;
        } finally {
          out.limit(BUFFER);
        }
        // A medium may need half a minute for one read; that is not the engine's silence.
        moved = System.nanoTime();
        if (read <= 0) {
          out.position(header);
          break;
        }
        if (sent + read > largest) {
          out.position(header);
          flaw = "too-large";
          break;
        }
        out.putInt(header, read);
        sent += read;
      }
      out.putInt(0);
      pending.put(id, new Sent(sent, flaw));
      pendingBytes += sent;
      return sent;
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      throw new EngineLostException(false);
    }
  }

  /** Waits for every answer that is still missing. */
  void finish() throws EngineLostException, InterruptedException {
    moved = System.nanoTime();
    try {
      flush();
      while (!pending.isEmpty()) {
        await(SelectionKey.OP_READ, patience.silence());
      }
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      throw new EngineLostException(false);
    }
  }

  /** Counts what was on the way and will never be answered. */
  void giveUp() {
    for (int i = 0; i < pending.size(); i++) {
      tally.skipped("engine");
    }
    pending.clear();
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

  private void room(int bytes) throws IOException, EngineLostException, InterruptedException {
    if (out.remaining() < bytes + 4) {
      flush();
    }
  }

  private void flush() throws IOException, EngineLostException, InterruptedException {
    out.flip();
    try {
      while (out.hasRemaining()) {
        if (channel.write(out) == 0) {
          await(SelectionKey.OP_WRITE | SelectionKey.OP_READ, patience.silence());
        } else {
          moved = System.nanoTime();
        }
      }
    } finally {
      out.compact();
    }
  }

  /** Waits until something can be done, takes the answers that are there. */
  private void await(int operations, Duration limit)
      throws IOException, EngineLostException, InterruptedException {
    key.interestOps(operations);
    selector.select(1000);
    selector.selectedKeys().clear();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    tick.run();
    int read = take();
    if (read > 0) {
      moved = System.nanoTime();
    } else if (since(moved).compareTo(limit) > 0) {
      throw new EngineLostException(true);
    }
  }

  private int take() throws IOException, EngineLostException {
    int taken = 0;
    for (int read = channel.read(in); read != 0; read = channel.read(in)) {
      if (read < 0) {
        throw new EngineLostException(false);
      }
      taken += read;
      in.flip();
      for (String reply : replies()) {
        answered(reply);
      }
      in.compact();
      if (in.position() > LONGEST_REPLY) {
        throw new EngineLostException(false);
      }
    }
    return taken;
  }

  /** Takes the whole answers, each ends with a zero byte. */
  private List<String> replies() {
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

  private void answered(String reply) throws EngineLostException {
    int colon = reply.indexOf(": ");
    String number = colon < 1 || colon > 9 ? "" : reply.substring(0, colon);
    if (number.isEmpty() || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new EngineLostException(false);
    }
    int id = Integer.parseInt(number);
    String text = reply.substring(colon + 2);
    if (id == 1 && version.isEmpty() && !text.isBlank()) {
      version = text;
      return;
    }
    Sent sent = pending.remove(id);
    if (sent == null) {
      throw new EngineLostException(false);
    }
    pendingBytes -= sent.bytes();
    tally.answered(Reply.of(text), sent.bytes(), sent.flaw());
  }

  private static InterruptedException interrupted() {
    Thread.interrupted();
    return new InterruptedException();
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
