package io.stairgate.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import io.stairgate.console.token.ApiToken;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A request that says which one it is is done once, on both databases. */
@ParameterizedClass
@EnumSource(Engine.class)
class OnceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/api/v1/enrol-codes";

  private final Engine engine;
  @TempDir Path data;
  private WebFixture console;
  private Browser program;
  private ApiToken token;

  OnceTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void start() {
    console = new WebFixture(engine, data);
    var secret =
        console.tokens.create(
            console.setting, "test", Role.DSL, Optional.empty(), Optional.empty());
    token = console.tokens.find(secret).orElseThrow();
    program = new Browser(console).header("Authorization", "Bearer " + secret.reveal());
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private HttpResponse<String> send(String key, String body) {
    return program.header("Idempotency-Key", key).send("POST", PATH, body);
  }

  private long made() throws Exception {
    return JSON.readTree(program.get(PATH).body()).get("enrolCodes").size();
  }

  @Test
  void the_same_request_is_answered_alike_and_done_once() throws Exception {
    HttpResponse<String> first = send("one", "{\"uses\":3}");
    HttpResponse<String> again = send("one", "{\"uses\":3}");
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body()).contains("stairgate://");
    assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
    assertThat(made()).isEqualTo(1);
    assertThat(stored()).doesNotContain("stairgate://");
    assertThat(send("two", "{\"uses\":3}").body()).isNotEqualTo(first.body());
    console.now.updateAndGet(now -> now.plus(Duration.ofHours(25)));
    assertThat(send("one", "{\"uses\":3}").body()).as("after a day").isNotEqualTo(first.body());
  }

  private String stored() {
    return console.database.inTransaction(
        tx ->
            tx
                .createQuery("SELECT answer FROM api_answer")
                .map((row, context) -> row.getBytes(1))
                .list()
                .stream()
                .map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                .toList()
                .toString());
  }

  @Test
  void the_same_key_with_another_body_is_refused_and_a_refusal_is_kept_too() throws Exception {
    assertThat(send("one", "{\"uses\":3}").statusCode()).isEqualTo(201);
    HttpResponse<String> other = send("one", "{\"uses\":4}");
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.body()).contains("/api/v1/problems/key-used-otherwise");
    HttpResponse<String> wrong = send("bad", "{\"uses\":0}");
    HttpResponse<String> wrongAgain = send("bad", "{\"uses\":0}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrongAgain.body()).isEqualTo(wrong.body());
    assertThat(wrongAgain.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(send("a key with spaces", "{}").statusCode()).isEqualTo(400);
    assertThat(made()).isEqualTo(1);
  }

  @Test
  void twins_at_once_are_done_once() throws Exception {
    List<Callable<HttpResponse<String>>> twins = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      twins.add(() -> send("twin", "{\"uses\":1}"));
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<HttpResponse<String>> each : threads.invokeAll(twins)) {
        statuses.add(each.get().statusCode());
      }
    }
    assertThat(statuses).contains(201).allMatch(status -> status == 201 || status == 409);
    assertThat(made()).isEqualTo(1);
  }

  @Test
  void a_request_that_was_ended_in_the_middle_waits_and_may_then_be_asked_again() throws Exception {
    AnswerStore answers = new AnswerStore(console.database);
    Bytes request = Bytes.sha256Of(new byte[] {1});
    assertThat(answers.begin(token, "k", request, console.now.get())).isEmpty();
    assertThat(answers.begin(token, "k", request, console.now.get()).orElseThrow().status())
        .isEmpty();
    console.now.updateAndGet(now -> now.plus(AnswerStore.LONGEST).plusSeconds(1));
    assertThat(answers.begin(token, "k", request, console.now.get())).isEmpty();
  }

  @Test
  void a_token_keeps_a_bounded_number_of_answers() {
    AnswerStore answers = new AnswerStore(console.database);
    for (int i = 0; i < AnswerStore.MOST + 20; i++) {
      console.now.updateAndGet(now -> now.plusMillis(1));
      assertThat(answers.begin(token, "k" + i, Bytes.sha256Of(new byte[] {1}), console.now.get()))
          .isEmpty();
      answers.end(token, "k" + i, 200, Bytes.of(new byte[] {1}));
    }
    long kept =
        console.database.inTransaction(
            tx -> tx.createQuery("SELECT COUNT(*) FROM api_answer").mapTo(Long.class).one());
    assertThat(kept).isBetween(1L, (long) AnswerStore.MOST + 1);
  }

  @Test
  void a_body_is_taken_just_as_it_must_be() throws Exception {
    for (String bad :
        List.of(
            "",
            "[]",
            "null",
            "{\"uses\":1",
            "{\"uses\":\"1\"}",
            "{\"uses\":1.5}",
            "{\"uses\":1}{}",
            "{\"uses\":1,\"uses\":2}",
            "{\"uses\":1,\"colour\":\"red\"}",
            "[".repeat(5000),
            "{\"uses\":" + "9".repeat(2000) + "}")) {
      HttpResponse<String> answer = program.send("POST", PATH, bad);
      assertThat(answer.statusCode())
          .as(bad.substring(0, Math.min(40, bad.length())))
          .isIn(400, 422);
      JsonNode problem = JSON.readTree(answer.body());
      assertThat(problem.get("detail").asText()).endsWith(".").doesNotContain("\n", "jackson");
    }
    JsonNode unknown = JSON.readTree(program.send("POST", PATH, "{\"colour\":\"red\"}").body());
    assertThat(unknown.get("errors").get(0).get("field").asText()).isEqualTo("colour");
    assertThat(unknown.get("detail").asText())
        .isEqualTo("\"colour\" is not known here. Known are: uses, hours.");
    assertThat(program.send("POST", PATH, "{\"uses\":1" + " ".repeat(70_000) + "}").statusCode())
        .isEqualTo(400);
    assertThat(made()).isZero();
  }
}
