package io.stairgate.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A page of one console that is open: it looks at the newest alerts when its live stream says that
 * they changed, and at no other time. A stream that ended is opened again, as a browser does.
 */
final class OpenPage implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What was acknowledged so long before a stream ended must have been shown. */
  private static final long SURELY = TimeUnit.SECONDS.toNanos(3);

  private final RealConsole console;
  private final String token;
  private final String session;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final Map<String, Long> seen = new ConcurrentHashMap<>();
  private final List<Span> open = new ArrayList<>();
  private final List<Span> frozen = new ArrayList<>();
  private final Thread thread;
  private volatile boolean over;

  /** While a stream was open. */
  private record Span(long from, long to) {}

  OpenPage(RealConsole console, String token, String session) {
    this.console = console;
    this.token = token;
    this.session = session;
    this.thread = Thread.ofPlatform().daemon().start(this::run);
  }

  private void run() {
    while (!over) {
      long from = System.nanoTime();
      long to = from;
      try (InputStream stream = stream();
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        from = System.nanoTime();
        for (String line = lines.readLine(); line != null && !over; line = lines.readLine()) {
          if (line.equals("data: alerts")) {
            look();
          }
          to = System.nanoTime();
        }
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200)); // the console is away
      } catch (InterruptedException e) {
        return;
      } finally {
        synchronized (open) {
          open.add(new Span(from, to));
        }
      }
    }
  }

  /** Its console stood still: nobody can be shown anything then. */
  void frozen(long from, long to) {
    synchronized (open) {
      frozen.add(new Span(from - SURELY, to + SURELY));
    }
  }

  private InputStream stream() throws IOException, InterruptedException {
    URI live = URI.create(console.address() + "/live");
    HttpResponse<InputStream> answer =
        http.send(
            HttpRequest.newBuilder(live)
                .header("Cookie", "stairgate-" + live.getPort() + "=" + session)
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IOException("the live stream was answered " + answer.statusCode());
    }
    return answer.body();
  }

  private void look() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(console.address() + "/api/v1/alerts?limit=200"))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(30))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("a look at the alerts was answered " + answer.statusCode());
    }
    long now = System.nanoTime();
    for (JsonNode alert : JSON.readTree(answer.body()).get("alerts")) {
      seen.putIfAbsent(alert.path("medium").path("serial").asText(), now);
    }
  }

  /**
   * For every stick: how long after its acknowledgement it was shown here, of those that were
   * acknowledged while a stream was open.
   *
   * @param after gets the times, nanoseconds, 0 where it was shown first
   * @param faults gets those that were never shown
   */
  void afterAcknowledgement(
      Map<String, Long> acknowledgedAt, List<Long> after, List<String> faults) {
    close();
    synchronized (open) {
      acknowledgedAt.forEach(
          (serial, at) -> {
            boolean watched =
                open.stream().anyMatch(each -> each.from() <= at && at + SURELY <= each.to())
                    && frozen.stream().noneMatch(each -> each.from() <= at && at <= each.to());
            Long shown = seen.get(serial);
            if (!watched) {
              return;
            }
            if (shown == null) {
              faults.add("never shown at " + console.address() + ": " + serial);
            } else {
              after.add(Math.max(0, shown - at));
            }
          });
    }
  }

  @Override
  public void close() {
    over = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
