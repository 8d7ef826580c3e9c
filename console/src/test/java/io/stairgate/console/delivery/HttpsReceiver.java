package io.stairgate.console.delivery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** A program that is told, over real HTTPS. */
final class HttpsReceiver implements AutoCloseable {
  /** It never answers. */
  static final int SILENT = -1;

  /** Which status it answers from now on. */
  final AtomicInteger status = new AtomicInteger(204);

  final List<Call> calls = new CopyOnWriteArrayList<>();

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * What came.
   *
   * @param headers names in small letters
   * @param body as it came
   */
  record Call(Map<String, String> headers, String body) {}

  HttpsReceiver(SSLContext context) {
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String url(String path) {
    return "https://localhost:" + server.getAddress().getPort() + path;
  }

  private void answer(HttpExchange exchange) throws IOException {
    calls.add(
        new Call(
            exchange.getRequestHeaders().entrySet().stream()
                .collect(
                    Collectors.toMap(
                        each -> each.getKey().toLowerCase(java.util.Locale.ROOT),
                        each -> String.join(",", each.getValue()))),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    if (status.get() == SILENT) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return;
    }
    if (status.get() == 302) {
      exchange.getResponseHeaders().set("Location", url("/elsewhere"));
    }
    exchange.sendResponseHeaders(status.get(), -1);
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
