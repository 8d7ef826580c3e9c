package io.stairgate.console.api;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.token.ApiToken;
import io.stairgate.console.web.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Does a request once however often it comes, where it says which one it is. The answer is kept
 * sealed, because it may hold what is shown only once. Any thread.
 */
final class Once {
  static final String HEADER = "Idempotency-Key";
  static final String AGAIN = "Idempotency-Replayed";

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,100}");

  private final AnswerStore answers;
  private final SealingKey sealing;
  private final InstantSource clock;

  Once(AnswerStore answers, SealingKey sealing, InstantSource clock) {
    this.answers = answers;
    this.sealing = sealing;
    this.clock = clock;
  }

  /**
   * What is kept of an answer.
   *
   * @param type of the body
   * @param tag its ETag; empty: none
   * @param body as text
   */
  record Kept(String type, String tag, String body) {}

  /** Does {@code work}, or answers as the first time. */
  Reply answer(Call call, Operation.Work work) {
    Optional<String> given = call.header(HEADER);
    if (given.isEmpty()) {
      return done(call, work);
    }
    String key = given.get();
    if (!KEY.matcher(key).matches()) {
      throw RefusedException.badRequest(
          "The header Idempotency-Key has 1 to 100 letters, digits and signs, without spaces.");
    }
    ApiToken token = call.token();
    Bytes request = request(call);
    Optional<AnswerStore.Kept> before = answers.begin(token, key, request, clock.instant());
    if (before.isPresent()) {
      return again(token, key, request, before.get());
    }
    boolean kept = false;
    try {
      Reply reply = done(call, work);
      byte[] body = Api.bytes(reply);
      Kept keep =
          new Kept(
              reply.type(),
              reply.headers().getOrDefault("ETag", ""),
              new String(body, StandardCharsets.UTF_8));
      answers.end(
          token, key, reply.status(), sealing.seal(bound(token, key), Bytes.of(Json.write(keep))));
      kept = true;
      return reply;
    } finally {
      if (!kept) {
        answers.giveUp(token, key);
      }
    }
  }

  /** A refusal is an answer too, and the same the next time. */
  private static Reply done(Call call, Operation.Work work) {
    try {
      return work.answer(call);
    } catch (RefusedException e) {
      if (e.status() >= 500) {
        throw e;
      }
      return Api.problem(e);
    }
  }

  private Reply again(ApiToken token, String key, Bytes request, AnswerStore.Kept before) {
    if (!before.request().equals(request)) {
      throw RefusedException.keyUsedOtherwise();
    }
    Bytes sealed = before.answer();
    if (before.status().isEmpty() || sealed == null) {
      throw RefusedException.conflict(
          "still-being-done",
          "The same request is being done at this moment. Wait a few seconds and ask again.");
    }
    Kept kept =
        Json.read(
            sealing
                .open(bound(token, key), sealed)
                .orElseThrow(() -> new IllegalStateException("sealed by this console"))
                .toArray(),
            Kept.class);
    Map<String, String> headers =
        kept.tag().isEmpty() ? Map.of(AGAIN, "true") : Map.of(AGAIN, "true", "ETag", kept.tag());
    return new Reply(
        before.status().get(), kept.type(), kept.body().isEmpty() ? null : kept.body(), headers);
  }

  private static String bound(ApiToken token, String key) {
    return "api-answer:" + token.id() + ":" + key;
  }

  private static Bytes request(Call call) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(call.line().getBytes(StandardCharsets.UTF_8));
    all.write(0);
    all.writeBytes(call.header("If-Match").orElse("").getBytes(StandardCharsets.UTF_8));
    all.write(0);
    all.writeBytes(call.bytes());
    return Bytes.sha256Of(all.toByteArray());
  }
}
