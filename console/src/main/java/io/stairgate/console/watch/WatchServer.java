package io.stairgate.console.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.config.HostPort;
import io.stairgate.console.database.StartRefusedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The port for whoever looks after the computer the console runs on: {@code /metrics}, {@code
 * /health/live} and {@code /health/ready}, by plain HTTP and without a password, which is why it
 * listens on this computer alone unless another address is given. On such an address of this
 * computer it answers only to this computer's names, so that no web page can read it through a
 * browser. {@link #start} and {@link #close} are called once each.
 */
public final class WatchServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_CONNECTIONS = 50;
  private static final int THREADS = 8;
  private static final long IDLE_MILLIS = 15_000;
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final Server server;
  private final ServerConnector connector;
  private final HostPort address;
  private final boolean onlyHere;

  /**
   * Ready to start.
   *
   * @param address where to listen
   * @param measures what was measured
   * @param readiness whether the console can do its work
   * @throws StartRefusedException where {@code address} is not one of this computer
   */
  public WatchServer(HostPort address, Measures measures, Readiness readiness) {
    InetAddress bind = new InetSocketAddress(address.host(), address.port()).getAddress();
    if (bind == null) {
      throw refused(address, null);
    }
    this.address = address;
    this.onlyHere = bind.isLoopbackAddress();
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
    threads.setName("watch");
    threads.setDaemon(true);
    this.server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(4 * 1024);
    this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(bind.getHostAddress());
    connector.setPort(address.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
    server.setHandler(new Answers(measures, readiness, onlyHere));
  }

  /** Whether only programs on this computer reach it. */
  public boolean onlyHere() {
    return onlyHere;
  }

  /**
   * Begins to listen.
   *
   * @throws StartRefusedException where the port is taken or may not be used
   */
  public void start() {
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw refused(address, e);
    }
  }

  private static StartRefusedException refused(
      HostPort address, @org.jspecify.annotations.Nullable Exception cause) {
    String sentence =
        "Metrics cannot be offered on %s. Another program may be using that address, or it is not one of this computer: choose another with --metrics."
            .formatted(address);
    return cause == null
        ? new StartRefusedException(sentence)
        : new StartRefusedException(sentence, cause);
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The port for metrics did not close.", e);
    }
  }

  private static final class Answers extends Handler.Abstract {
    private final Measures measures;
    private final Readiness readiness;
    private final boolean onlyHere;

    Answers(Measures measures, Readiness readiness, boolean onlyHere) {
      this.measures = measures;
      this.readiness = readiness;
      this.onlyHere = onlyHere;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      if (!request.getMethod().equals("GET")) {
        return send(response, callback, 405, PLAIN, "Only GET is answered here.\n");
      }
      if (onlyHere && !here(Request.getServerName(request))) {
        return send(
            response, callback, 421, PLAIN, "Ask by a name of this computer, such as localhost.\n");
      }
      return switch (Request.getPathInContext(request)) {
        case "/metrics" -> send(response, callback, 200, Measures.textType(), measures.text());
        case "/health/live" ->
            send(response, callback, 200, "application/json", "{\"status\":\"live\"}\n");
        case "/health/ready" -> ready(response, callback);
        default ->
            send(
                response,
                callback,
                404,
                PLAIN,
                "Here are /metrics, /health/live and /health/ready.\n");
      };
    }

    private boolean ready(Response response, Callback callback) {
      List<Readiness.Check> checks = readiness.look();
      boolean good = checks.stream().allMatch(Readiness.Check::good);
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("status", good ? "ready" : "not ready");
      checks.stream()
          .filter(check -> !check.good())
          .findFirst()
          .ifPresent(check -> body.put("why", check.sentence()));
      body.put("checks", checks);
      return send(response, callback, good ? 200 : 503, "application/json", json(body));
    }

    private static String json(Map<String, Object> body) {
      try {
        return JSON.writeValueAsString(body) + "\n";
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("Plain values can be written", e);
      }
    }

    private static boolean here(String host) {
      String name = host.toLowerCase(Locale.ROOT);
      return name.equals("localhost")
          || name.equals("[::1]")
          || name.equals("::1")
          || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    private static boolean send(
        Response response, Callback callback, int status, String type, String body) {
      response.setStatus(status);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      response.getHeaders().put("X-Content-Type-Options", "nosniff");
      response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
      return true;
    }
  }
}
