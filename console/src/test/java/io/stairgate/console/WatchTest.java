package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.console.config.ConsoleConfig;
import io.stairgate.console.local.LocalSocket;
import io.stairgate.console.local.Request;
import io.stairgate.proto.v1.MediaAction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever looks after the computer can read of a running console, and what not. */
class WatchTest {
  /** Every label there is, with every value it may have: a name or an id would be another one. */
  private static final Map<String, Set<String>> LABELS =
      Map.of(
          "state",
          Set.of("active", "idle", "waiting", "failed"),
          "class",
          Set.of("urgent", "today", "weekly", "termly"),
          "part",
          Set.of("used", "committed", "most"),
          "document",
          Set.of("policy", "permissions"),
          "door",
          Set.of("page", "api"),
          "status",
          Set.of("1xx", "2xx", "3xx", "4xx", "5xx"));

  @TempDir Path folder;
  private ConsoleFixture f;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    f = new ConsoleFixture(folder, Map.of("metrics", "127.0.0.1:0"));
  }

  @AfterEach
  void stop() {
    f.close();
    http.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + f.console.metricsPort().orElseThrow() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private double value(String line) throws Exception {
    return get("/metrics")
        .body()
        .lines()
        .filter(each -> each.startsWith(line + " "))
        .mapToDouble(each -> Double.parseDouble(each.substring(line.length() + 1)))
        .findFirst()
        .orElse(-1);
  }

  @Test
  void numbers_tell_what_laptops_sent_who_was_refused_and_what_was_signed() throws Exception {
    try (TestAgent agent = f.enrolled()) {
      TestAgent.Stream stream = agent.link(agent.hello(1, 1));
      assertThat(stream.welcomed()).isZero();
      stream.send(
          agent.entries(
              agent.started(1),
              agent.stick(2, "AA1", MediaAction.MEDIA_ACTION_NOT_BLOCKED, Instant.now())));
      assertThat(stream.acknowledged()).isEqualTo(2);
      HttpResponse<String> wrong =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://localhost:" + f.console.webPort() + "/sign-in"))
                  .POST(HttpRequest.BodyPublishers.ofString("name=ann&passphrase=wrong-words-here"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .header("Sec-Fetch-Site", "same-origin")
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(wrong.body()).isNotEmpty();
      assertThat(value("stairgate_laptops_connected")).isEqualTo(1);
      assertThat(value("stairgate_ingest_entries_total")).isEqualTo(2);
      await()
          .untilAsserted(
              () ->
                  assertThat(value("stairgate_ingest_acknowledge_seconds_count"))
                      .as("hello and entries")
                      .isGreaterThanOrEqualTo(2));
      assertThat(value("stairgate_ingest_force_seconds_count")).isPositive();
      assertThat(value("stairgate_ingest_waiting")).isZero();
      assertThat(value("stairgate_signing_seconds_count{document=\"policy\"}")).isPositive();
      assertThat(value("stairgate_alerts_open{class=\"urgent\"}")).isEqualTo(1);
      assertThat(value("stairgate_database_connections{state=\"waiting\"}")).isZero();
      assertThat(value("stairgate_messages_open{state=\"failed\"}")).isZero();
      assertThat(value("stairgate_database_bytes")).isGreaterThan(10_000);
      assertThat(value("stairgate_disk_free_bytes")).isGreaterThan(10_000);
      assertThat(value("stairgate_java_heap_bytes{part=\"used\"}")).isGreaterThan(1_000_000);
      assertThat(value("stairgate_process_uptime_seconds")).isPositive();
    }
  }

  @Test
  void nothing_in_the_numbers_says_whose_they_are() throws Exception {
    try (TestAgent agent = f.enrolled()) {
      TestAgent.Stream stream = agent.link(agent.hello(1, 1));
      stream.send(
          agent.entries(
              agent.stick(1, "SERIAL77", MediaAction.MEDIA_ACTION_BLOCKED, Instant.now())));
      assertThat(stream.acknowledged()).isEqualTo(1);
      String text = get("/metrics").body();
      assertThat(text)
          .doesNotContain(f.setting().toString())
          .doesNotContain("SERIAL77")
          .doesNotContain("127.0.0.1")
          .doesNotContain(
              f.console.core().devices.laptops(f.setting()).getFirst().id().toString(),
              f.console.core().devices.laptops(f.setting()).getFirst().nickname());
      Matcher label = Pattern.compile("[{,]([a-z_]+)=\"([^\"]*)\"").matcher(text);
      while (label.find()) {
        if (!label.group(1).equals("le")) {
          assertThat(LABELS).containsKey(label.group(1));
          assertThat(LABELS.get(label.group(1))).contains(label.group(2));
        }
      }
    }
  }

  @Test
  void a_console_that_is_well_says_so_and_one_without_its_database_says_why_not() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).contains("\"status\":\"ready\"").doesNotContain("why");
    f.console.core().database.close();
    f.ahead.set(java.time.Duration.ofSeconds(6));
    HttpResponse<String> away = get("/health/ready");
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.body()).contains("not ready").contains("\"why\":\"");
    assertThat(get("/health/live").statusCode()).as("it lives nevertheless").isEqualTo(200);
    assertThat(get("/metrics").statusCode()).as("what can be measured is").isEqualTo(200);
  }

  @Test
  void other_ways_and_other_names_are_refused() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/laptops").statusCode()).isEqualTo(404);
    assertThat(asked("GET /metrics HTTP/1.1\r\nHost: nursery.example\r\nConnection: close\r\n\r\n"))
        .as("a page in a browser that was led here by its name server")
        .startsWith("HTTP/1.1 421");
    assertThat(asked("POST /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405");
  }

  private String asked(String request) throws IOException {
    try (Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), f.console.metricsPort().orElseThrow());
        PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      out.print(request);
      out.flush();
      return String.valueOf(in.readLine());
    }
  }

  @Test
  void nothing_listens_unless_asked_and_the_doctor_hears_it_all_the_same() throws Exception {
    try (ConsoleFixture without = new ConsoleFixture(folder.resolve("other"))) {
      assertThat(without.console.metricsPort()).isEmpty();
      assertThat(
              LocalSocket.ask(without.folder, new Request.HowIsIt()).orElseThrow().text().lines())
          .hasSize(3)
          .allMatch(line -> line.startsWith("ok\t"));
    }
  }

  @Test
  void the_address_is_a_word_of_the_file_too() {
    ConsoleConfig config =
        ConsoleConfig.read(Map.of("data", "x", "metrics", "127.0.0.1:9464"), Optional.empty());
    assertThat(config.metrics().orElseThrow()).hasToString("127.0.0.1:9464");
    assertThat(ConsoleConfig.read(Map.of("data", "x"), Optional.empty()).metrics()).isEmpty();
    assertThat(List.copyOf(ConsoleConfig.KEYS)).contains("metrics");
  }
}
