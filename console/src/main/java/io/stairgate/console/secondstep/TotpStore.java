package io.stairgate.console.secondstep;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The app with one-time codes of each person, at most one. The secret is kept sealed. Everything
 * goes by the account, which the session says. Any thread may use it.
 */
public final class TotpStore {
  private final Database database;

  public TotpStore(Database database) {
    this.database = database;
  }

  /**
   * What is kept of an app.
   *
   * @param sealedSecret its secret, sealed
   * @param lastStep the newest step whose code was used
   * @param madeAt when it was set up
   */
  record Kept(Bytes sealedSecret, long lastStep, Instant madeAt) {}

  Optional<Kept> find(UUID account) {
    return database.inTransaction(tx -> find(tx, account));
  }

  /** The name an app shows beside the code. */
  String signInName(UUID account) {
    return database.inTransaction(
        tx ->
            tx.createQuery("SELECT sign_in_name FROM account WHERE account_id = :account")
                .bind("account", account)
                .mapTo(String.class)
                .one());
  }

  static Optional<Kept> find(Transaction tx, UUID account) {
    return tx.createQuery("SELECT * FROM totp WHERE account_id = :account")
        .bind("account", account)
        .map(
            (row, context) ->
                new Kept(
                    Columns.bytes(row, "sealed_secret"),
                    row.getLong("last_step"),
                    Columns.instant(row, "made_at")))
        .findOne();
  }

  /** Puts an app in the place of the one before. Its first code was given, so it is used. */
  static void put(Transaction tx, UUID account, Bytes sealedSecret, long step, Instant now) {
    remove(tx, account);
    tx.createUpdate(
            """
            INSERT INTO totp
              (account_id, setting_id, sealed_secret, made_at, confirmed_at, last_step)
            SELECT account_id, setting_id, :secret, :now, :now, :step FROM account
            WHERE account_id = :account
            """)
        .bind("account", account)
        .bind("secret", sealedSecret)
        .bind("now", now)
        .bind("step", step)
        .execute();
  }

  /** Uses the code of a step; one caller ever gets it, and none for the steps before it. */
  boolean use(UUID account, long step) {
    return database.inTransaction(
            tx ->
                tx.createUpdate(
                        """
                        UPDATE totp SET last_step = :step
                        WHERE account_id = :account AND last_step < :step
                        """)
                    .bind("account", account)
                    .bind("step", step)
                    .execute())
        == 1;
  }

  static boolean remove(Transaction tx, UUID account) {
    return tx.createUpdate("DELETE FROM totp WHERE account_id = :account")
            .bind("account", account)
            .execute()
        == 1;
  }
}
