package io.stairgate.console;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** HTTP/2 frame by frame, as no library would let one send it. */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_HEADERS = 4;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  final AtomicInteger goAways = new AtomicInteger();
  final AtomicInteger resets = new AtomicInteger();
  final AtomicInteger frames = new AtomicInteger();
  final Queue<String> headers = new ConcurrentLinkedQueue<>();
  private final SSLSocket socket;
  private final OutputStream out;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * Connects and shakes hands.
   *
   * @param agent whose certificate is shown; none: no certificate
   * @param from the address it comes from, one of this computer's own
   * @param reads whether what the server says is read
   */
  RawHttp2(int port, Optional<TestAgent> agent, String from, boolean reads) {
    try {
      socket = (SSLSocket) context(agent).getSocketFactory().createSocket();
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      if (!reads) {
        socket.setReceiveBufferSize(4096);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
      socket.setTcpNoDelay(true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
      out.write(PREFACE);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (reads) {
      var _ = Thread.ofVirtual().start(this::read);
    }
  }

  private static SSLContext context(Optional<TestAgent> agent) {
    try {
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      X509Certificate shown = agent.map(each -> each.certificate).orElse(null);
      if (agent.isPresent() && shown != null) {
        store.setKeyEntry(
            "laptop", agent.get().key.getPrivate(), new char[0], new Certificate[] {shown});
      }
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        in.readInt();
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
          throw new EOFException();
        }
        frames.incrementAndGet();
        switch (type) {
          case GOAWAY -> goAways.incrementAndGet();
          case RST_STREAM -> resets.incrementAndGet();
          // What is not compressed by the server's table stands there as it is.
          case HEADERS -> headers.add(new String(payload, StandardCharsets.ISO_8859_1));
          default -> {}
        }
      }
    } catch (IOException e) {
      // The end that is waited for.
    } finally {
      ended.countDown();
    }
  }

  /** Whether the server ended the connection. */
  boolean over() {
    return ended.getCount() == 0;
  }

  /** Whether the server ends the connection within that time. */
  boolean ends(Duration within) {
    try {
      return ended.await(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One frame into the buffer; false where the connection is gone. */
  boolean frame(int type, int flags, int stream, byte... payload) {
    try {
      out.write(payload.length >>> 16);
      out.write(payload.length >>> 8);
      out.write(payload.length);
      out.write(type);
      out.write(flags);
      for (int shift = 24; shift >= 0; shift -= 8) {
        out.write(stream >>> shift);
      }
      out.write(payload);
      return !over();
    } catch (IOException e) {
      return false;
    }
  }

  boolean flush() {
    try {
      out.flush();
      return !over();
    } catch (IOException e) {
      return false;
    }
  }

  /** The head of a gRPC call. */
  boolean call(int stream, String path, @Nullable String encoding) {
    return frame(HEADERS, END_HEADERS, stream, head(path, encoding));
  }

  static byte[] head(String path, @Nullable String encoding) {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    literal(head, ":method", "POST");
    literal(head, ":scheme", "https");
    literal(head, ":path", path);
    literal(head, ":authority", "localhost");
    literal(head, "te", "trailers");
    literal(head, "content-type", "application/grpc");
    if (encoding != null) {
      literal(head, "grpc-encoding", encoding);
    }
    return head.toByteArray();
  }

  /** A header as HPACK writes it without any table and without Huffman's code. */
  static void literal(ByteArrayOutputStream to, String name, String value) {
    to.write(0);
    to.write(name.length());
    to.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    to.write(value.length());
    to.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone.
    }
  }

  /** Half of a handshake: connected, and then nothing, or a piece of a first message. */
  static Socket halfOpen(int port, String from, boolean begun) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
    if (begun) {
      socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1});
    }
    return socket;
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
