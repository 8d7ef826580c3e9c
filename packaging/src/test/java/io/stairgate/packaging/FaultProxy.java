package io.stairgate.packaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between laptops and a console that can be told to misbehave. It sees only what is
 * locked by TLS: bytes it repeats, swaps or changes can do no more than end a connection, and what
 * then comes twice is what the laptop sends again. A whole connection can be said again to the
 * console, as somebody on the network might.
 */
final class FaultProxy implements AutoCloseable {
  private static final int REMEMBERED = 64 * 1024;

  private final ServerSocket listening;
  private final int target;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final AtomicReference<byte[]> lastSaid = new AtomicReference<>(new byte[0]);

  private volatile long delayMillis;
  private volatile int bytesPerSecond = Integer.MAX_VALUE;
  private volatile boolean refusing;

  /** What may happen once to bytes on their way to the console. */
  enum Mischief {
    REPEATED,
    SWAPPED,
    CHANGED
  }

  /** Listens on a port of its own. */
  FaultProxy(int target) throws IOException {
    this.target = target;
    listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Everything as it should be, for old connections too, save for those that hang. */
  void calm() {
    delayMillis = 0;
    bytesPerSecond = Integer.MAX_VALUE;
    refusing = false;
  }

  /** Ends every connection at once, as a router that is switched off and on does. */
  void cut() {
    connections.forEach(Connection::close);
  }

  /** Takes no connections, and ends those there are. */
  void refuse() {
    refusing = true;
    cut();
  }

  /** What the console says does not arrive any more on today's connections; they stay open. */
  void loseAnswers() {
    connections.forEach(each -> each.answersLost = true);
  }

  /** Nothing arrives any more on today's connections, and nobody is told. */
  void hang() {
    connections.forEach(
        each -> {
          each.answersLost = true;
          each.wordsLost = true;
        });
  }

  void delay(long millis) {
    delayMillis = millis;
  }

  void throttle(int bytes) {
    bytesPerSecond = bytes;
  }

  /** The next bytes of each connection to the console suffer this. */
  void next(Mischief mischief) {
    connections.forEach(each -> each.mischief.set(Optional.of(mischief)));
  }

  /** Says again to the console what the connection before the present one began with. */
  void replay() throws IOException {
    try (Socket again = new Socket(InetAddress.getLoopbackAddress(), target)) {
      again.setSoTimeout(2_000);
      again.getOutputStream().write(lastSaid.get());
      again.getOutputStream().flush();
      var _ = again.getInputStream().read(new byte[1024]);
    } catch (java.net.SocketException | java.net.SocketTimeoutException e) {
      // Refused, ended, or left without an answer: whichever the console likes.
      lastSaid.set(new byte[0]);
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        join(listening.accept());
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // closing
      }
    }
  }

  /**
   * Connects a laptop with the console, or ends its connection as a port nobody listens on does.
   */
  private void join(Socket laptop) throws IOException {
    if (!refusing) {
      try {
        Socket console = new Socket(InetAddress.getLoopbackAddress(), target);
        Connection connection = new Connection(laptop, console);
        connections.add(connection);
        Thread.ofVirtual().start(() -> connection.carry(laptop, console, true));
        Thread.ofVirtual().start(() -> connection.carry(console, laptop, false));
        return;
      } catch (ConnectException e) {
        LockSupport.parkNanos(1); // no console just now
      }
    }
    laptop.setSoLinger(true, 0);
    laptop.close();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }

  private final class Connection {
    private final Socket laptop;
    private final Socket console;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final AtomicReference<Optional<Mischief>> mischief =
        new AtomicReference<>(Optional.empty());
    private volatile boolean answersLost;
    private volatile boolean wordsLost;

    Connection(Socket laptop, Socket console) {
      this.laptop = laptop;
      this.console = console;
    }

    void carry(Socket from, Socket to, boolean up) {
      byte[] buffer = new byte[16 * 1024];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          pause(read);
          if (up ? wordsLost : answersLost) {
            continue;
          }
          if (up && said.size() < REMEMBERED) {
            said.write(buffer, 0, read);
          }
          Optional<Mischief> now = up ? mischief.getAndSet(Optional.empty()) : Optional.empty();
          if (now.isPresent()) {
            suffers(now.get(), buffer, read, in, out);
          } else {
            out.write(buffer, 0, read);
          }
          out.flush();
        }
      } catch (IOException e) {
        // Ended by one of the three.
        close();
      }
      close();
    }

    private static void suffers(
        Mischief mischief, byte[] bytes, int length, InputStream in, OutputStream out)
        throws IOException {
      switch (mischief) {
        case REPEATED -> {
          out.write(bytes, 0, length);
          out.write(bytes, 0, length);
        }
        case SWAPPED -> {
          byte[] later = new byte[16 * 1024];
          int read = in.read(later);
          if (read > 0) {
            out.write(later, 0, read);
          }
          out.write(bytes, 0, length);
        }
        case CHANGED -> {
          bytes[length / 2] ^= 1;
          out.write(bytes, 0, length);
        }
      }
    }

    private void pause(int read) {
      long millis = delayMillis + read * 1_000L / bytesPerSecond;
      if (millis > 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
      }
    }

    void close() {
      if (!connections.remove(this)) {
        return;
      }
      lastSaid.set(said.toByteArray());
      for (Socket each : List.of(laptop, console)) {
        try {
          each.setSoLinger(true, 0);
          each.close();
        } catch (IOException e) {
          // It is ended either way.
          connections.remove(this);
        }
      }
    }
  }
}
