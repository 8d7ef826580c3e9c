package io.stairgate.agent.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * One connection to the engine, in its session mode: many files on the way at once, answers in any
 * order. One thread.
 */
final class Session implements AutoCloseable {
  /** Files on the way. Each is one temporary file at the engine. */
  static final int MOST_PENDING = 64;

  /** Bytes on the way; one larger file goes alone. */
  private static final long MOST_PENDING_BYTES = 64L << 20;

  /** The length before each piece, and the zero that ends a file. */
  private static final int LENGTH = 4;

  private static final int SMALLEST_PIECE = 8 * 1024;
  private static final byte[] INSTREAM = ascii("zINSTREAM\0");

  /** A file on the way: its bytes, and why it was not read whole. */
  private record Sent(long bytes, String flaw) {}

  private final EngineSocket socket;
  private final Patience patience;
  private final Tally tally;
  private final Map<Integer, Sent> pending = new HashMap<>();
  private long pendingBytes;
  private int lastId;
  private String version = "";
  private boolean nonsense;

  private Session(EngineSocket socket, Patience patience, Tally tally) {
    this.socket = socket;
    this.patience = patience;
    this.tally = tally;
  }

  /**
   * Connects and waits until the engine answers. The service manager may be starting it meanwhile:
   * the connection stands at once, the answer comes when the definitions are read.
   *
   * @param slow called once where the answer is not there within a second
   * @param tick called at least once a second while waiting
   */
  static Session open(Path path, Patience patience, Tally tally, Runnable slow, Runnable tick)
      throws EngineLostException, InterruptedException {
    EngineSocket socket = null;
    boolean stands = false;
    try {
      socket = new EngineSocket(path, tick);
      Session session = new Session(socket, patience, tally);
      session.greet(slow);
      stands = true;
      return session;
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      throw new EngineLostException(false);
    } finally {
      if (!stands && socket != null) {
        socket.close();
      }
    }
  }

  private void greet(Runnable slow) throws EngineLostException, InterruptedException, IOException {
    socket.out.put(ascii("zIDSESSION\0zVERSION\0"));
    lastId = 1;
    long begun = System.nanoTime();
    boolean told = false;
    socket.flush(patience.silence(), this::answered);
    while (version.isEmpty()) {
      socket.answers(patience.start(), this::answered);
      refuseNonsense();
      if (!told && version.isEmpty() && System.nanoTime() - begun >= 1_000_000_000L) {
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
  long send(ReadableByteChannel file, long largest, long expected, BooleanSupplier present)
      throws EngineLostException, InterruptedException {
    int id = ++lastId;
    try {
      socket.moved();
      while (pending.size() >= MOST_PENDING
          || (!pending.isEmpty() && pendingBytes + expected > MOST_PENDING_BYTES)) {
        // What waits in our own buffer is waited for as well.
        socket.flush(patience.silence(), this::answered);
        await();
      }
      return stream(id, file, largest, present);
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      throw lost(id);
    } catch (EngineLostException e) {
      lost(id);
      throw e;
    }
  }

  /** This file too was on the way when the engine went. */
  private EngineLostException lost(int id) {
    pending.putIfAbsent(id, new Sent(0, "engine"));
    return new EngineLostException(false);
  }

  private long stream(int id, ReadableByteChannel file, long largest, BooleanSupplier present)
      throws IOException, EngineLostException, InterruptedException {
    ByteBuffer out = socket.out;
    socket.room(INSTREAM.length + LENGTH, patience.silence(), this::answered);
    out.put(INSTREAM);
    long sent = 0;
    String flaw = "";
    while (true) {
      socket.room(SMALLEST_PIECE, patience.silence(), this::answered);
      int header = out.position();
      out.position(header + LENGTH);
      out.limit(EngineSocket.BUFFER - LENGTH);
      int read;
      try {
        read = file.read(out);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        flaw = present.getAsBoolean() ? "unreadable" : "pulled-out";
        read = -1;
      } finally {
        out.limit(EngineSocket.BUFFER);
      }
      // A medium may need half a minute for one read; that is not the engine's silence.
      socket.moved();
      if (read <= 0 || sent + read > largest) {
        out.position(header);
        flaw = read > 0 ? "too-large" : flaw;
        break;
      }
      out.putInt(header, read);
      sent += read;
    }
    out.putInt(0);
    pending.put(id, new Sent(sent, flaw));
    pendingBytes += sent;
    return sent;
  }

  /** Waits for every answer that is still missing. */
  void finish() throws EngineLostException, InterruptedException {
    try {
      socket.moved();
      socket.flush(patience.silence(), this::answered);
      while (!pending.isEmpty()) {
        await();
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
    socket.close();
  }

  private void await() throws IOException, EngineLostException, InterruptedException {
    socket.answers(patience.silence(), this::answered);
    refuseNonsense();
  }

  private void refuseNonsense() throws EngineLostException {
    if (nonsense) {
      throw new EngineLostException(false);
    }
  }

  private void answered(String answer) {
    int colon = answer.indexOf(": ");
    String number = colon < 1 || colon > 9 ? "" : answer.substring(0, colon);
    if (nonsense || number.isEmpty() || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
      nonsense = true;
      return;
    }
    int id = Integer.parseInt(number);
    String text = answer.substring(colon + 2);
    Sent sent = pending.remove(id);
    if (id == 1 && version.isEmpty() && !text.isBlank()) {
      version = text;
    } else if (sent == null) {
      nonsense = true;
    } else {
      pendingBytes -= sent.bytes();
      tally.answered(Reply.of(text), sent.bytes(), sent.flaw());
    }
  }

  private static InterruptedException interrupted() {
    Thread.interrupted();
    return new InterruptedException();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
