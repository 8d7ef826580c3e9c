package io.stairgate.console.api;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.token.ApiToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests that carried an Idempotency-Key and what was answered, for a day and a bounded number
 * per token. Any thread, any node.
 */
final class AnswerStore {
  /** How long an answer is kept. */
  static final Duration LIFE = Duration.ofDays(1);

  /** How many of one token are kept; the oldest goes first. */
  static final int MOST = 1000;

  /** A request without an answer for this long was ended in the middle: it may be asked again. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private final Database database;

  AnswerStore(Database database) {
    this.database = database;
  }

  /**
   * What is known of a request.
   *
   * @param request SHA-256 over it
   * @param askedAt when
   * @param status of the answer; empty while it is being done
   * @param answer sealed
   */
  record Kept(Bytes request, Instant askedAt, Optional<Integer> status, @Nullable Bytes answer) {}

  /** Begins a request; what is known of an earlier one with the same key, or empty: do it. */
  Optional<Kept> begin(ApiToken token, String key, Bytes request, Instant now) {
    try {
      return insertOrFind(token, key, request, now);
    } catch (RuntimeException e) {
      if (!Database.isDuplicate(e)) {
        throw e;
      }
      // Its twin was a moment earlier.
      return database.inTransaction(transaction -> find(transaction, token, key));
    }
  }

  private Optional<Kept> insertOrFind(ApiToken token, String key, Bytes request, Instant now) {
    return database.inTransaction(
        transaction -> {
          forget(transaction, token, now);
          int inserted =
              transaction
                  .createUpdate(
                      database
                          .dialect()
                          .insertIfAbsent(
                              "api_answer",
                              List.of(
                                  "token_id",
                                  "request_key",
                                  "setting_id",
                                  "request_sha256",
                                  "asked_at"),
                              List.of("token_id", "request_key")))
                  .bind("token_id", token.id())
                  .bind("request_key", key)
                  .bind("setting_id", token.setting().value())
                  .bind("request_sha256", request)
                  .bind("asked_at", now)
                  .execute();
          return inserted == 1 ? Optional.empty() : find(transaction, token, key);
        });
  }

  private static void forget(Transaction transaction, ApiToken token, Instant now) {
    transaction
        .createUpdate(
            """
            DELETE FROM api_answer
            WHERE token_id = :token
              AND (asked_at < :old OR (status IS NULL AND asked_at < :ended))
            """)
        .bind("token", token.id())
        .bind("old", now.minus(LIFE))
        .bind("ended", now.minus(LONGEST))
        .execute();
    transaction
        .createUpdate(
            """
            DELETE FROM api_answer
            WHERE token_id = :token AND status IS NOT NULL AND asked_at < (
              SELECT asked_at FROM api_answer WHERE token_id = :token
              ORDER BY asked_at DESC
              OFFSET :most ROWS FETCH FIRST 1 ROW ONLY)
            """)
        .bind("token", token.id())
        .bind("most", MOST - 1)
        .execute();
  }

  private static Optional<Kept> find(Transaction transaction, ApiToken token, String key) {
    return transaction
        .createQuery("SELECT * FROM api_answer WHERE token_id = :token AND request_key = :key")
        .bind("token", token.id())
        .bind("key", key)
        .map(
            (row, context) -> {
              int status = row.getInt("status");
              Optional<Integer> answered = row.wasNull() ? Optional.empty() : Optional.of(status);
              byte[] answer = row.getBytes("answer");
              return new Kept(
                  Columns.bytes(row, "request_sha256"),
                  Columns.instant(row, "asked_at"),
                  answered,
                  answer == null ? null : Bytes.of(answer));
            })
        .findOne();
  }

  /** Keeps the answer. */
  void end(ApiToken token, String key, int status, Bytes answer) {
    database.useTransaction(
        transaction ->
            transaction
                .createUpdate(
                    """
                    UPDATE api_answer SET status = :status, answer = :answer
                    WHERE token_id = :token AND request_key = :key
                    """)
                .bind("status", status)
                .bind("answer", answer)
                .bind("token", token.id())
                .bind("key", key)
                .execute());
  }

  /** Forgets a request that was not answered, so that it may be asked again at once. */
  void giveUp(ApiToken token, String key) {
    database.useTransaction(
        transaction ->
            transaction
                .createUpdate(
                    "DELETE FROM api_answer WHERE token_id = :token AND request_key = :key")
                .bind("token", token.id())
                .bind("key", key)
                .execute());
  }
}
