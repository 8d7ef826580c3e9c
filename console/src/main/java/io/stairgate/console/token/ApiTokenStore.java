package io.stairgate.console.token;

import io.stairgate.console.account.Role;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The bearer tokens of the API; only their hashes are kept. The look-up goes by the token, which
 * says which setting it is. Any thread may use it.
 */
public final class ApiTokenStore {
  private final Database database;
  private final InstantSource clock;

  public ApiTokenStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Makes a token.
   *
   * @param name what it is for, 1 to 100 characters
   * @param life how long it is good; empty: until it is ended
   * @return the token, to be shown once
   */
  public Secret create(SettingId setting, String name, Role role, Optional<Duration> life) {
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
                  INSERT INTO api_token (secret_hash, setting_id, name, role, created_at, ends_at)
                  VALUES (:hash, :setting, :name, :role, :now, CAST(:ends AS TIMESTAMP WITH TIME ZONE))
                  """)
              .bind("hash", secret.hash())
              .bind("setting", setting.value())
              .bind("name", name)
              .bind("role", role.code())
              .bind("now", now)
              .bind("ends", life.map(now::plus).orElse(null))
              .execute();
          return secret;
        });
  }

  /** What a token may do; empty where it is unknown or over. */
  public Optional<ApiToken> find(Secret secret) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT * FROM api_token
                    WHERE secret_hash = :hash AND ended_at IS NULL AND (ends_at IS NULL OR ends_at > :now)
                    """)
                .bind("hash", secret.hash())
                .bind("now", clock.instant())
                .map(
                    (row, context) ->
                        new ApiToken(
                            new SettingId(Columns.uuid(row, "setting_id")),
                            row.getString("name"),
                            Role.of(row.getString("role")).orElse(Role.GOVERNOR)))
                .findOne());
  }
}
