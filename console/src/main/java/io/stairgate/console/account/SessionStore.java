package io.stairgate.console.account;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The signed-in browsers. Only the hash of a cookie is kept, and roles are read with each request,
 * so that what is taken away ends at once. Any thread may use it.
 */
public final class SessionStore {
  /** A session that nobody used for this long has ended. */
  public static final Duration IDLE = Duration.ofMinutes(60);

  /** A session ends this long after sign-in, used or not. */
  public static final Duration LONGEST = Duration.ofHours(12);

  /** The last use is written at most this often. */
  private static final Duration TOUCH = Duration.ofMinutes(1);

  private final Database database;

  public SessionStore(Database database) {
    this.database = database;
  }

  /** Opens a session and returns the secret for the browser's cookie. */
  public Secret open(SettingId setting, UUID account, Instant now) {
    return database.inTransaction(tx -> open(tx, setting, account, now));
  }

  static Secret open(Transaction tx, SettingId setting, UUID account, Instant now) {
    Secret cookie = Secret.random(32);
    tx.createUpdate("DELETE FROM web_session WHERE ends_at < :now").bind("now", now).execute();
    tx.createUpdate(
            """
            INSERT INTO web_session
              (secret_hash, setting_id, account_id, csrf_token, created_at, last_used_at, ends_at)
            VALUES (:hash, :setting, :account, :csrf, :now, :now, :ends)
            """)
        .bind("hash", cookie.hash())
        .bind("setting", setting.value())
        .bind("account", account)
        .bind("csrf", Secret.random(32).reveal())
        .bind("now", now)
        .bind("ends", now.plus(LONGEST))
        .execute();
    return cookie;
  }

  /** Who sits behind this cookie; empty where the session is not there or has ended. */
  public Optional<SignedIn> find(Bytes session, Instant now) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT s.secret_hash, s.setting_id, s.account_id, s.csrf_token, s.last_used_at,
                           s.ends_at, a.display_name, t.name AS setting_name
                    FROM web_session s
                    JOIN account a ON a.account_id = s.account_id
                    JOIN setting t ON t.setting_id = s.setting_id
                    WHERE s.secret_hash = :hash AND s.ends_at > :now AND s.last_used_at > :idle
                      AND a.ended_at IS NULL
                    """)
                .bind("hash", session)
                .bind("now", now)
                .bind("idle", now.minus(IDLE))
                .map((row, context) -> read(tx, row))
                .findOne());
  }

  /** Notes that the session is used now. */
  public void touch(SignedIn who, Instant now) {
    if (Duration.between(who.lastUsedAt(), now).compareTo(TOUCH) < 0) {
      return;
    }
    database.useTransaction(
        tx ->
            tx.createUpdate("UPDATE web_session SET last_used_at = :now WHERE secret_hash = :hash")
                .bind("now", now)
                .bind("hash", who.session())
                .execute());
  }

  /** Ends one session. */
  public void end(Bytes session) {
    database.useTransaction(
        tx ->
            tx.createUpdate("DELETE FROM web_session WHERE secret_hash = :hash")
                .bind("hash", session)
                .execute());
  }

  static void endAll(Transaction tx, UUID account) {
    tx.createUpdate("DELETE FROM web_session WHERE account_id = :account")
        .bind("account", account)
        .execute();
  }

  private static SignedIn read(Transaction tx, ResultSet row) throws SQLException {
    SettingId setting = new SettingId(Columns.uuid(row, "setting_id"));
    UUID account = Columns.uuid(row, "account_id");
    return new SignedIn(
        Columns.bytes(row, "secret_hash"),
        setting,
        row.getString("setting_name"),
        account,
        row.getString("display_name"),
        roles(tx, setting, account),
        row.getString("csrf_token"),
        Columns.instant(row, "last_used_at"),
        Columns.instant(row, "ends_at"));
  }

  private static Set<Role> roles(Transaction tx, SettingId setting, UUID account) {
    Set<Role> roles = new HashSet<>();
    tx.createQuery(
            "SELECT role FROM membership WHERE setting_id = :setting AND account_id = :account")
        .bind("setting", setting.value())
        .bind("account", account)
        .mapTo(String.class)
        .forEach(word -> Role.of(word).ifPresent(roles::add));
    return roles;
  }
}
