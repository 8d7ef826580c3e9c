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
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The signed-in browsers. Only the hash of a cookie is kept, and roles are read with each request,
 * so that what is taken away ends at once. They are in the database, so they survive a restart and
 * serve every console that shares it. Any thread may use it.
 *
 * <p>Over 300 lines because everything that opens, completes and ends a session stands together.
 */
public final class SessionStore {
  /** A session that nobody used for this long has ended. */
  public static final Duration IDLE = Duration.ofMinutes(60);

  /** A session ends this long after sign-in, used or not. */
  public static final Duration LONGEST = Duration.ofHours(12);

  /** Who does not do the second step within this time begins again. */
  public static final Duration HALF_IN = Duration.ofMinutes(15);

  /** The last use is written at most this often. */
  private static final Duration TOUCH = Duration.ofMinutes(1);

  private final Database database;

  public SessionStore(Database database) {
    this.database = database;
  }

  /** How a person showed who they are before the second step. */
  public enum FirstStep {
    /** Name and passphrase. */
    PASSPHRASE("passphrase"),
    /** The setting's own provider, for example Microsoft. */
    ELSEWHERE("elsewhere"),
    /** A link that a person of the setting, or somebody at the server, made for them. */
    LINK("link");

    private final String code;

    FirstStep(String code) {
      this.code = code;
    }

    /** In words, for the audit log. */
    public String words() {
      return switch (this) {
        case PASSPHRASE -> "passphrase";
        case ELSEWHERE -> "account elsewhere";
        case LINK -> "link";
      };
    }

    static FirstStep of(String code) {
      for (FirstStep step : values()) {
        if (step.code.equals(code)) {
          return step;
        }
      }
      return PASSPHRASE;
    }
  }

  /**
   * Opens a session that waits for the second step; {@link #complete} ends the wait.
   *
   * @param first how the person showed who they are
   * @param browser in words, at most 100 characters; may be empty
   * @return the secret for the browser's cookie
   */
  public Secret open(
      SettingId setting, UUID account, FirstStep first, String browser, Instant now) {
    return database.inTransaction(tx -> open(tx, setting, account, first, browser, now));
  }

  /**
   * Like {@link #open(SettingId, UUID, FirstStep, String, Instant)}, in the caller's transaction.
   */
  static Secret open(
      Transaction tx,
      SettingId setting,
      UUID account,
      FirstStep first,
      String browser,
      Instant now) {
    Secret cookie = Secret.random(32);
    tx.createUpdate("DELETE FROM web_session WHERE ends_at < :now").bind("now", now).execute();
    tx.createUpdate(
            """
            INSERT INTO web_session
              (secret_hash, setting_id, account_id, csrf_token, created_at, last_used_at, ends_at,
               first_step, browser)
            VALUES (:hash, :setting, :account, :csrf, :now, :now, :ends, :first, :browser)
            """)
        .bind("hash", cookie.hash())
        .bind("setting", setting.value())
        .bind("account", account)
        .bind("csrf", Secret.random(32).reveal())
        .bind("now", now)
        .bind("ends", now.plus(LONGEST))
        .bind("first", first.code)
        .bind("browser", browser)
        .execute();
    return cookie;
  }

  /** Notes that the second step was done: the session may now do what its roles may. */
  public void complete(Bytes session, UUID account, Instant now) {
    database.useTransaction(tx -> complete(tx, session, account, now));
  }

  static void complete(Transaction tx, Bytes session, UUID account, Instant now) {
    tx.createUpdate(
            """
            UPDATE web_session SET second_at = :now, proved_at = :now
            WHERE secret_hash = :hash AND account_id = :account
            """)
        .bind("now", now)
        .bind("hash", session)
        .bind("account", account)
        .execute();
    AccountStore.signedIn(tx, account, now);
  }

  /**
   * Like {@link #complete}, with a new secret for the cookie and a new form token: what was known
   * of the session before it could do anything is worth nothing afterwards.
   *
   * @param browser in words, at most 100 characters
   */
  static Secret renew(Transaction tx, SignedIn who, String browser, Instant now) {
    Secret cookie = Secret.random(32);
    tx.createUpdate(
            """
            UPDATE web_session SET secret_hash = :new, csrf_token = :csrf, browser = :browser,
              last_used_at = :now
            WHERE secret_hash = :hash
            """)
        .bind("new", cookie.hash())
        .bind("csrf", Secret.random(32).reveal())
        .bind("browser", browser)
        .bind("now", now)
        .bind("hash", who.session())
        .execute();
    complete(tx, cookie.hash(), who.account(), now);
    return cookie;
  }

  /**
   * A session of a person, as they may look at it themselves.
   *
   * @param session hash of its cookie
   * @param browser in words; may be empty
   * @param openedAt when the first step was done
   * @param lastUsedAt when it was last used
   */
  public record Open(Bytes session, String browser, Instant openedAt, Instant lastUsedAt) {}

  /** A person's sessions with every step done, the one used last first. */
  public List<Open> of(UUID account, Instant now) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT * FROM web_session
                    WHERE account_id = :account AND ends_at > :now AND last_used_at > :idle
                      AND second_at IS NOT NULL
                    ORDER BY last_used_at DESC
                    """)
                .bind("account", account)
                .bind("now", now)
                .bind("idle", now.minus(IDLE))
                .map(
                    (row, context) ->
                        new Open(
                            Columns.bytes(row, "secret_hash"),
                            row.getString("browser"),
                            Columns.instant(row, "created_at"),
                            Columns.instant(row, "last_used_at")))
                .list());
  }

  /** Notes that the person proved a second step again just now. */
  public void proved(Bytes session, Instant now) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE web_session SET proved_at = :now
                    WHERE secret_hash = :hash AND second_at IS NOT NULL
                    """)
                .bind("now", now)
                .bind("hash", session)
                .execute());
  }

  /**
   * Lets a session look at another setting the person has access to. Forms that are still open
   * belong to the setting before: they are refused from now on.
   *
   * @return false where the person has none: the session stays where it is
   */
  public boolean lookAt(SignedIn who, SettingId setting, Instant now) {
    return database.inTransaction(
        tx -> {
          if (MemberStore.roles(tx, setting, who.account(), now).isEmpty()) {
            return false;
          }
          tx.createUpdate(
                  """
                  UPDATE web_session SET setting_id = :setting, csrf_token = :csrf
                  WHERE secret_hash = :hash
                  """)
              .bind("setting", setting.value())
              .bind("csrf", Secret.random(32).reveal())
              .bind("hash", who.session())
              .execute();
          return true;
        });
  }

  /** Who sits behind this cookie; empty where the session is not there or has ended. */
  public Optional<SignedIn> find(Bytes session, Instant now) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT s.secret_hash, s.setting_id, s.account_id, s.csrf_token, s.created_at,
                           s.last_used_at, s.ends_at, s.second_at, s.proved_at, s.first_step,
                           a.display_name, t.name AS setting_name
                    FROM web_session s
                    JOIN account a ON a.account_id = s.account_id
                    JOIN setting t ON t.setting_id = s.setting_id
                    WHERE s.secret_hash = :hash AND s.ends_at > :now AND s.last_used_at > :idle
                      AND (s.second_at IS NOT NULL OR s.created_at > :halfIn)
                      AND a.ended_at IS NULL
                    """)
                .bind("hash", session)
                .bind("now", now)
                .bind("idle", now.minus(IDLE))
                .bind("halfIn", now.minus(HALF_IN))
                .map((row, context) -> read(tx, row, now))
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

  /** Ends the sessions of a person that look at a setting. */
  static void endAll(Transaction tx, SettingId setting, UUID account) {
    tx.createUpdate("DELETE FROM web_session WHERE setting_id = :setting AND account_id = :account")
        .bind("setting", setting.value())
        .bind("account", account)
        .execute();
  }

  /** Ends all sessions of a person but this one. */
  public void endOthers(SignedIn who) {
    database.useTransaction(tx -> endOthers(tx, who));
  }

  static void endOthers(Transaction tx, SignedIn who) {
    tx.createUpdate("DELETE FROM web_session WHERE account_id = :account AND secret_hash <> :hash")
        .bind("account", who.account())
        .bind("hash", who.session())
        .execute();
  }

  private static SignedIn read(Transaction tx, ResultSet row, Instant now) throws SQLException {
    SettingId setting = new SettingId(Columns.uuid(row, "setting_id"));
    UUID account = Columns.uuid(row, "account_id");
    return new SignedIn(
        Columns.bytes(row, "secret_hash"),
        setting,
        row.getString("setting_name"),
        account,
        row.getString("display_name"),
        MemberStore.roles(tx, setting, account, now),
        row.getString("csrf_token"),
        FirstStep.of(row.getString("first_step")),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "last_used_at"),
        Columns.instant(row, "ends_at"),
        Columns.maybeInstant(row, "second_at"),
        Columns.maybeInstant(row, "proved_at"));
  }
}
