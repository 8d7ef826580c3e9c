package io.stairgate.packaging.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody who looks at the newest alerts of one setting again and again, and notes when each stick
 * it waits for is there.
 */
final class PageWatch implements AutoCloseable {
  /** Between two looks; half of it is in every time on average. */
  static final long PAUSE_MILLIS = 100;

  /**
   * Other alerts may have pushed what is late off the first page; then it is looked for further.
   */
  private static final int PAGES = 20;

  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** From the moment the stick was due to be plugged in to the look that showed it. */
  final Samples shown = new Samples();

  /** How long one look took. */
  final Samples looks = new Samples();

  private final ConsoleProcess console;
  private final String token;
  private final Map<String, Long> expected = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean over;
  private volatile String failed = "";

  PageWatch(ConsoleProcess console, String token) {
    this.console = console;
    this.token = token;
    this.thread = Thread.ofPlatform().daemon().name("page-watch").start(this::run);
  }

  void expect(String serial, long due) {
    expected.put(serial, due);
  }

  /** How many are not there yet. */
  int waiting() {
    return expected.size();
  }

  /** Why it could not look; empty where it always could. */
  String failed() {
    return failed;
  }

  private void run() {
    while (!over) {
      try {
        look();
      } catch (IOException e) {
        failed = String.valueOf(e.getMessage());
      } catch (InterruptedException e) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
  }

  private void look() throws IOException, InterruptedException {
    String next = "";
    for (int page = 0; page < PAGES; page++) {
      long began = System.nanoTime();
      HttpResponse<String> answer = console.get("/api/v1/alerts?limit=50" + next, token);
      long ended = System.nanoTime();
      if (answer.statusCode() != 200) {
        throw new IOException("a look at the alerts was answered " + answer.statusCode());
      }
      looks.add(ended - began);
      JsonNode all = JSON.readTree(answer.body());
      for (JsonNode alert : all.get("alerts")) {
        Long due = expected.remove(alert.path("medium").path("serial").asText());
        if (due != null) {
          shown.add(ended - due);
        }
      }
      if (!all.hasNonNull("next")
          || expected.values().stream().allMatch(due -> ended - due < LATE_NANOS)) {
        return;
      }
      next = "&after=" + URLEncoder.encode(all.get("next").asText(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    over = true;
    thread.interrupt();
  }
}
