package io.stairgate.console.mail;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A mail server that does what the test says: it speaks SMTP over a real socket. */
public final class FaultySmtp implements AutoCloseable {
  /** What goes wrong. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** It never says a word. */
    SILENT,
    /** It says "wait" at once. */
    CLOSING,
    /** It asks to wait with this address. */
    BUSY_ADDRESS,
    /** Nobody has the address. */
    NO_SUCH_ADDRESS,
    /** It does not want the message. */
    REFUSED,
    /** It takes the message, and the line is cut before it says so. */
    CUT_AFTER_DATA,
    /** It takes the message and never says so. */
    SILENT_AFTER_DATA
  }

  /** What goes wrong from now on. */
  public final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);

  /** What was said to it. */
  public final List<String> commands = new CopyOnWriteArrayList<>();

  /** The messages it took, whole. */
  public final List<String> messages = new CopyOnWriteArrayList<>();

  /** How many came. */
  public final AtomicInteger connections = new AtomicInteger();

  private final ServerSocket listening;
  private final Optional<SSLContext> startTls;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Listens.
   *
   * @param startTls its certificate; empty: it offers no TLS
   */
  public FaultySmtp(Optional<SSLContext> startTls) {
    this.startTls = startTls;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Its port. */
  public int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        open.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> talk(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void talk(Socket first) {
    try (Socket plain = first) {
      if (fault.get() == Fault.SILENT) {
        closed.await();
        return;
      }
      Line line = new Line(plain);
      if (fault.get() == Fault.CLOSING) {
        line.say("421 closing");
        return;
      }
      line.say("220 ready");
      for (@Nullable String said = line.hear(); said != null; said = line.hear()) {
        commands.add(said);
        String word = said.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
        if (word.equals("STARTTLS")) {
          line.say("220 go on");
          line = new Line(secured(plain));
        } else if (!answer(word, line)) {
          return;
        }
      }
    } catch (IOException e) {
      // The other side went away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private SSLSocket secured(Socket plain) throws IOException {
    SSLSocket secure =
        (SSLSocket)
            startTls.orElseThrow().getSocketFactory().createSocket(plain, "localhost", 0, true);
    secure.setUseClientMode(false);
    secure.startHandshake();
    return secure;
  }

  /** False where the talk is over. */
  private boolean answer(String word, Line line) throws IOException, InterruptedException {
    switch (word) {
      case "EHLO", "HELO" ->
          line.say(
              startTls.isPresent() && !line.secure()
                  ? "250-localhost\r\n250 STARTTLS"
                  : "250-localhost\r\n250 AUTH PLAIN LOGIN");
      case "AUTH" -> line.say("235 welcome");
      case "RCPT" ->
          line.say(
              switch (fault.get()) {
                case BUSY_ADDRESS -> "451 later";
                case NO_SUCH_ADDRESS -> "550 nobody";
                default -> "250 fine";
              });
      case "DATA" -> {
        line.say("354 go on");
        messages.add(line.hearMessage());
        if (fault.get() == Fault.CUT_AFTER_DATA) {
          return false;
        }
        if (fault.get() == Fault.SILENT_AFTER_DATA) {
          closed.await();
        }
        line.say(fault.get() == Fault.REFUSED ? "554 no" : "250 taken");
      }
      case "QUIT" -> {
        line.say("221 bye");
        return false;
      }
      default -> line.say("250 fine");
    }
    return true;
  }

  private static final class Line {
    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    Line(Socket socket) throws IOException {
      this.socket = socket;
      this.in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      this.out = socket.getOutputStream();
    }

    boolean secure() {
      return socket instanceof SSLSocket;
    }

    void say(String words) throws IOException {
      out.write((words + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    @Nullable String hear() throws IOException {
      return in.readLine();
    }

    String hearMessage() throws IOException {
      StringBuilder all = new StringBuilder();
      for (@Nullable String each = in.readLine(); each != null; each = in.readLine()) {
        if (each.equals(".")) {
          return all.toString();
        }
        all.append(each.startsWith("..") ? each.substring(1) : each).append("\r\n");
      }
      throw new EOFException("The sender went away within a message, which nobody took.");
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listening.close();
    for (Socket each : open) {
      each.close();
    }
  }
}
