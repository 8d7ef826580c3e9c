package io.stairgate.console.account;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The browsers people signed in with before. Any thread may use it. */
public final class KnownBrowserStore {
  private final Database database;

  public KnownBrowserStore(Database database) {
    this.database = database;
  }

  /** A person's browsers, the one used last first. */
  public List<KnownBrowser> of(UUID account) {
    return database.inTransaction(tx -> of(tx, account));
  }

  static List<KnownBrowser> of(Transaction tx, UUID account) {
    return tx.createQuery(
            "SELECT * FROM known_browser WHERE account_id = :account ORDER BY last_at DESC")
        .bind("account", account)
        .map((row, context) -> read(row))
        .list();
  }

  /** Notes that the person signed in with it; false where it is not known. */
  static boolean seen(Transaction tx, UUID account, Bytes id, String words, Instant now) {
    return tx.createUpdate(
                """
                UPDATE known_browser SET last_at = :now, browser = :words, failed_count = 0,
                  not_before = NULL
                WHERE account_id = :account AND secret_hash = :id
                """)
            .bind("now", now)
            .bind("words", words)
            .bind("account", account)
            .bind("id", id)
            .execute()
        == 1;
  }

  /**
   * Adds a browser.
   *
   * @param told whether there is nothing to tell, because it is the person's first
   */
  static void add(Transaction tx, UUID account, Bytes id, String words, boolean told, Instant now) {
    tx.createUpdate(
            """
            INSERT INTO known_browser
              (account_id, secret_hash, setting_id, browser, first_at, last_at, told_at)
            SELECT account_id, :id, setting_id, :words, :now, :now,
                   CAST(:told AS TIMESTAMP WITH TIME ZONE)
            FROM account WHERE account_id = :account
            """)
        .bind("account", account)
        .bind("id", id)
        .bind("words", words)
        .bind("now", now)
        .bind("told", told ? now : null)
        .execute();
  }

  /** Notes that the person said of a browser that it was them. */
  public void told(UUID account, Bytes id, Instant now) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE known_browser SET told_at = :now
                    WHERE account_id = :account AND secret_hash = :id
                    """)
                .bind("now", now)
                .bind("account", account)
                .bind("id", id)
                .execute());
  }

  /** Forgets a browser: the next sign-in with it is one from a new browser. */
  public boolean forget(UUID account, Bytes id) {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                        "DELETE FROM known_browser WHERE account_id = :account AND secret_hash ="
                            + " :id")
                    .bind("account", account)
                    .bind("id", id)
                    .execute()
                == 1);
  }

  static void forgetAll(Transaction tx, UUID account) {
    tx.createUpdate("DELETE FROM known_browser WHERE account_id = :account")
        .bind("account", account)
        .execute();
  }

  /** Wrong passphrases for an account from one of its browsers; empty where it is not known. */
  static Optional<Tries> lockTries(Transaction tx, UUID account, Bytes id) {
    return tx.createQuery(
            """
            SELECT failed_count, not_before FROM known_browser
            WHERE account_id = :account AND secret_hash = :id FOR UPDATE
            """)
        .bind("account", account)
        .bind("id", id)
        .map(
            (row, context) ->
                new Tries(row.getInt("failed_count"), Columns.maybeInstant(row, "not_before")))
        .findOne();
  }

  static void writeTries(Transaction tx, UUID account, Bytes id, Tries tries) {
    tx.createUpdate(
            """
            UPDATE known_browser SET failed_count = :wrong,
              not_before = CAST(:notBefore AS TIMESTAMP WITH TIME ZONE)
            WHERE account_id = :account AND secret_hash = :id
            """)
        .bind("wrong", tries.wrong())
        .bind("notBefore", tries.notBefore().orElse(null))
        .bind("account", account)
        .bind("id", id)
        .execute();
  }

  private static KnownBrowser read(ResultSet row) throws SQLException {
    return new KnownBrowser(
        Columns.bytes(row, "secret_hash"),
        row.getString("browser"),
        Columns.instant(row, "first_at"),
        Columns.instant(row, "last_at"),
        Columns.maybeInstant(row, "told_at"));
  }
}
