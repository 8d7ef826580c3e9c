package io.stairgate.console.oidc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Stands before the OpenID server under the address that everybody knows it by, passes everything
 * on, and spoils what a test wants spoilt.
 */
public final class FaultProxy implements AutoCloseable {
  private static final Set<String> OWN =
      Set.of("host", "connection", "content-length", "transfer-encoding", "date", "upgrade");

  /** What may go wrong with an answer. */
  public enum Fault {
    /** The connection ends without one. */
    DOWN,
    /** It never comes. */
    SILENT,
    /** It comes byte by byte, for ever. */
    TRICKLES,
    /** It does not end. */
    HUGE
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final Map<String, UnaryOperator<String>> changes = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private volatile int behind;

  public FaultProxy() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** The address everybody knows, without a slash at the end. */
  public String address() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The port of the real server. */
  public void before(int port) {
    behind = port;
  }

  /** Spoils each answer of addresses that end so, until {@link #mend}. */
  public void spoil(String ending, Fault fault) {
    faults.put(ending, fault);
  }

  /** Changes the text of each answer of addresses that end so, until {@link #mend}. */
  public void change(String ending, UnaryOperator<String> change) {
    changes.put(ending, change);
  }

  /** Passes everything on again, and forgets what was asked. */
  public void mend() {
    faults.clear();
    changes.clear();
    asked.clear();
  }

  /** How often addresses that end so were asked. */
  public int asked(String ending) {
    return asked.entrySet().stream()
        .filter(each -> each.getKey().endsWith(ending))
        .mapToInt(each -> each.getValue().get())
        .sum();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.computeIfAbsent(path, each -> new AtomicInteger()).incrementAndGet();
    try (exchange) {
      for (Map.Entry<String, Fault> fault : faults.entrySet()) {
        if (path.endsWith(fault.getKey())) {
          spoilt(exchange, fault.getValue());
          return;
        }
      }
      passOn(exchange, path);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void spoilt(HttpExchange exchange, Fault fault) throws IOException, InterruptedException {
    switch (fault) {
      case DOWN -> {}
      case SILENT -> closing.await();
      case TRICKLES -> {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
          while (!closing.await(20, TimeUnit.MILLISECONDS)) {
            body.write(' ');
            body.flush();
          }
        }
      }
      case HUGE -> {
        exchange.sendResponseHeaders(200, 0);
        byte[] much = "[0123456789]\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream body = exchange.getResponseBody()) {
          for (int i = 0; i < 100_000 && closing.getCount() > 0; i++) {
            body.write(much);
          }
        }
      }
    }
  }

  private void passOn(HttpExchange exchange, String path) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + behind + exchange.getRequestURI().toString()))
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    HttpResponse<byte[]> reply =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    byte[] body = reply.body();
    for (Map.Entry<String, UnaryOperator<String>> change : changes.entrySet()) {
      if (path.endsWith(change.getKey())) {
        body =
            change
                .getValue()
                .apply(new String(body, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
      }
    }
    reply
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OWN.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
              }
            });
    exchange.sendResponseHeaders(reply.statusCode(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    client.shutdownNow();
    threads.shutdownNow();
  }
}
