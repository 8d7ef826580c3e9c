package io.stairgate.agent.platform.linux.rule;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks for one page, once: no cookies, nothing followed, nothing kept but what it was. Waits ten
 * seconds for each step at most.
 */
final class FilterTrial {
  private static final int PATIENCE_MS = 10_000;
  private static final int LONGEST = 64 * 1024;
  private static final long WHOLE_NANOS = 30_000_000_000L;

  private FilterTrial() {}

  /** What was met at an address. */
  static BlockPage.Kind ask(String address) {
    URI uri;
    try {
      uri = URI.create(address);
    } catch (IllegalArgumentException e) {
      return new BlockPage.Kind.Unclear("no-clear-answer");
    }
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      return new BlockPage.Kind.Unclear("no-clear-answer");
    }
    try {
      InetAddress to = InetAddress.getByName(host);
      if (to.isAnyLocalAddress() || (to.isLoopbackAddress() && !host.startsWith("127."))) {
        return new BlockPage.Kind.Filter("its answer to the name");
      }
      return ask(uri, host, to);
    } catch (UnknownHostException e) {
      return new BlockPage.Kind.Unclear("name-not-found");
    }
  }

  private static BlockPage.Kind ask(URI uri, String host, InetAddress to) {
    boolean secret = "https".equals(uri.getScheme());
    int port = uri.getPort() > 0 ? uri.getPort() : secret ? 443 : 80;
    boolean connected = false;
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(to, port), PATIENCE_MS);
      connected = true;
      plain.setSoTimeout(PATIENCE_MS);
      return BlockPage.of(host, answer(secret ? secured(plain, host, port) : plain, uri, host));
    } catch (SSLException e) {
      // Another's certificate for this name: what filters that look inside show.
      return new BlockPage.Kind.Filter("a certificate that is not the page's");
    } catch (SocketTimeoutException e) {
      return new BlockPage.Kind.Unclear(connected ? "no-clear-answer" : "no-network");
    } catch (IOException e) {
      // Refused or reset: the way filters shut a connection they do not want to explain.
      boolean noWay = String.valueOf(e.getMessage()).contains("nreachable");
      return noWay
          ? new BlockPage.Kind.Unclear("no-network")
          : new BlockPage.Kind.Filter("a connection it refused");
    }
  }

  private static Socket secured(Socket plain, String host, int port) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String answer(Socket socket, URI uri, String host) throws IOException {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String question =
        "GET "
            + path
            + query
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) Stairgate\r\nAccept: text/html\r\n"
            + "Accept-Encoding: identity\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(question.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[LONGEST];
    int length = 0;
    long end = System.nanoTime() + WHOLE_NANOS;
    while (length < LONGEST && System.nanoTime() < end) {
      int read = in.read(bytes, length, LONGEST - length);
      if (read < 0) {
        break;
      }
      length += read;
    }
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
