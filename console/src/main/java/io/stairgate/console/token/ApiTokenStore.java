package io.stairgate.console.token;

import io.stairgate.console.account.Role;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The bearer tokens of the API; only their hashes are kept. The look-up goes by the token, which
 * says which setting it is. Any thread may use it.
 */
public final class ApiTokenStore {
  private final Database database;
  private final InstantSource clock;

  /** Last uses that are not written yet. */
  private final Map<UUID, Instant> used = new ConcurrentHashMap<>();

  public ApiTokenStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Makes a token.
   *
   * @param name what it is for, 1 to 100 characters
   * @param life how long it is good; empty: until it is ended
   * @param madeBy the person whose access it ends with; empty: the server's command line
   * @return the token, to be shown once
   */
  public Secret create(
      SettingId setting, String name, Role role, Optional<Duration> life, Optional<UUID> madeBy) {
    if (name.isBlank() || name.length() > 100) {
      throw new IllegalArgumentException("Give the token a name of 1 to 100 characters.");
    }
    Secret secret = Secret.random(32);
    Instant now = clock.instant();
    return database.durably(
        transaction -> {
          transaction
              .createUpdate(
                  """
                  INSERT INTO api_token (secret_hash, setting_id, name, role, created_at, ends_at, token_id, made_by)
                  VALUES (:hash, :setting, :name, :role, :now,
                    CAST(:ends AS TIMESTAMP WITH TIME ZONE), :id, CAST(:by AS UUID))
                  """)
              .bind("hash", secret.hash())
              .bind("setting", setting.value())
              .bind("name", name)
              .bind("role", role.code())
              .bind("now", now)
              .bind("ends", life.map(now::plus).orElse(null))
              .bind("id", UUID.randomUUID())
              .bind("by", madeBy.map(UUID::toString).orElse(null))
              .execute();
          return secret;
        });
  }

  /**
   * Ends the tokens a person made.
   *
   * @return how many there were
   */
  public int endMadeBy(Transaction tx, SettingId setting, UUID account) {
    return tx.createUpdate(
            """
            UPDATE api_token SET ended_at = :now
            WHERE setting_id = :setting AND made_by = :account AND ended_at IS NULL
            """)
        .bind("now", clock.instant())
        .bind("setting", setting.value())
        .bind("account", account)
        .execute();
  }

  /**
   * What a token may do; empty where it is unknown or over. It is over as well when the person who
   * made it has no access to the setting any more.
   */
  public Optional<ApiToken> find(Secret secret) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT * FROM api_token t
                    WHERE t.secret_hash = :hash AND t.ended_at IS NULL
                      AND (t.ends_at IS NULL OR t.ends_at > :now)
                      AND (t.made_by IS NULL OR EXISTS (
                        SELECT 1 FROM membership m
                        WHERE m.setting_id = t.setting_id AND m.account_id = t.made_by
                          AND (m.ends_at IS NULL OR m.ends_at > :now)))
                    """)
                .bind("hash", secret.hash())
                .bind("now", clock.instant())
                .map(
                    (row, context) ->
                        new ApiToken(
                            Columns.maybeUuid(row, "token_id")
                                .orElseGet(() -> UUID.nameUUIDFromBytes(secret.hash().toArray())),
                            new SettingId(Columns.uuid(row, "setting_id")),
                            row.getString("name"),
                            Role.of(row.getString("role")).orElse(Role.GOVERNOR),
                            Columns.maybeUuid(row, "made_by")))
                .findOne());
  }

  /** The tokens of a setting that are not over, newest first; at most 500. */
  public List<KnownToken> open(SettingId setting) {
    Instant now = clock.instant();
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT t.*, a.display_name FROM api_token t
                    LEFT JOIN account a ON a.account_id = t.made_by
                    WHERE t.setting_id = :setting AND t.ended_at IS NULL AND t.token_id IS NOT NULL
                      AND (t.ends_at IS NULL OR t.ends_at > :now)
                    ORDER BY t.created_at DESC, t.token_id
                    FETCH FIRST 500 ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("now", now)
                .map((row, context) -> known(row))
                .list());
  }

  private KnownToken known(ResultSet row) throws SQLException {
    UUID id = Columns.uuid(row, "token_id");
    Instant lately = used.get(id);
    return new KnownToken(
        id,
        row.getString("name"),
        Role.of(row.getString("role")).orElse(Role.GOVERNOR),
        Optional.ofNullable(row.getString("display_name")),
        Columns.instant(row, "created_at"),
        lately == null ? Columns.maybeInstant(row, "last_used_at") : Optional.of(lately),
        Columns.maybeInstant(row, "ends_at"));
  }

  /** The person who made a token, ended or not; empty where it was the command line. */
  public static Optional<UUID> maker(Transaction transaction, SettingId setting, UUID token) {
    return transaction
        .createQuery(
            """
            SELECT made_by FROM api_token
            WHERE setting_id = :setting AND token_id = :token AND made_by IS NOT NULL
            """)
        .bind("setting", setting.value())
        .bind("token", token)
        .mapTo(UUID.class)
        .findFirst();
  }

  /** Ends a token; what it was called, or empty where the setting has no such token. */
  public Optional<String> end(Transaction transaction, SettingId setting, UUID token) {
    Optional<String> name =
        transaction
            .createQuery(
                """
                SELECT name FROM api_token
                WHERE setting_id = :setting AND token_id = :token AND ended_at IS NULL
                FOR UPDATE
                """)
            .bind("setting", setting.value())
            .bind("token", token)
            .mapTo(String.class)
            .findOne();
    name.ifPresent(
        found ->
            transaction
                .createUpdate(
                    """
                    UPDATE api_token SET ended_at = :now
                    WHERE setting_id = :setting AND token_id = :token
                    """)
                .bind("now", clock.instant())
                .bind("setting", setting.value())
                .bind("token", token)
                .execute());
    return name;
  }

  /** Notes that a token is used now; written by {@link #writeUsed}. */
  public void used(ApiToken token, Instant now) {
    used.put(token.id(), now.truncatedTo(ChronoUnit.SECONDS));
  }

  /** Writes when tokens were last used, since it was last called. */
  public void writeUsed() {
    Map<UUID, Instant> some = Map.copyOf(used);
    if (some.isEmpty()) {
      return;
    }
    database.useTransaction(
        transaction -> {
          PreparedBatch batch =
              transaction.prepareBatch(
                  "UPDATE api_token SET last_used_at = :at WHERE token_id = :token");
          some.forEach((token, at) -> batch.bind("at", at).bind("token", token).add());
          batch.execute();
        });
    some.forEach(used::remove);
  }
}
