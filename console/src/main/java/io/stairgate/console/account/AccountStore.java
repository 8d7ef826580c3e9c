package io.stairgate.console.account;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The people who may sign in, and their roles. Any thread may use it. */
public final class AccountStore {
  private final Database database;

  public AccountStore(Database database) {
    this.database = database;
  }

  /** The account of a sign-in name, ended ones left out. */
  public Optional<Account> findBySignInName(String signInName) {
    return database.inTransaction(tx -> find(tx, signInName));
  }

  /** One account, by the setting it was made in; ended ones left out. */
  public Optional<Account> find(SettingId setting, UUID id) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT * FROM account
                    WHERE setting_id = :setting AND account_id = :id AND ended_at IS NULL
                    """)
                .bind("setting", setting.value())
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne());
  }

  /** Whether a setting has an account yet. */
  public boolean any(SettingId setting) {
    return database.inTransaction(
        tx ->
            tx.createQuery("SELECT COUNT(*) FROM account WHERE setting_id = :setting")
                    .bind("setting", setting.value())
                    .mapTo(Long.class)
                    .one()
                > 0);
  }

  /** One account, ended ones left out. */
  public Optional<Account> find(UUID id) {
    return database.inTransaction(
        tx ->
            tx.createQuery("SELECT * FROM account WHERE account_id = :id AND ended_at IS NULL")
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne());
  }

  /** Notes that a person signed in, with every step. */
  static void signedIn(Transaction tx, UUID id, Instant now) {
    tx.createUpdate("UPDATE account SET last_signed_in_at = :now WHERE account_id = :id")
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  /** Whether an account of any setting has that sign-in name. */
  static boolean nameTaken(Transaction tx, String signInName) {
    return tx.createQuery("SELECT COUNT(*) FROM account WHERE sign_in_name = :name")
            .bind("name", signInName)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /** Creates an account without a role, in the caller's transaction. */
  static void create(Transaction tx, Account account, Instant now) {
    tx.createUpdate(
            """
            INSERT INTO account
              (account_id, setting_id, sign_in_name, display_name, passphrase_hash, created_at)
            VALUES (:id, :setting, :name, :display, :hash, :now)
            """)
        .bind("id", account.id())
        .bind("setting", account.setting().value())
        .bind("name", account.signInName())
        .bind("display", account.displayName())
        .bind("hash", account.passphraseHash())
        .bind("now", now)
        .execute();
  }

  /** A person's display name, whether or not they still have access; empty where there is none. */
  public String name(Transaction tx, UUID id) {
    return tx.createQuery("SELECT display_name FROM account WHERE account_id = :id")
        .bind("id", id)
        .mapTo(String.class)
        .findOne()
        .orElse("");
  }

  /**
   * Gives a person another display name.
   *
   * @param name 1 to 100 characters
   */
  public void rename(Transaction tx, UUID id, String name) {
    tx.createUpdate("UPDATE account SET display_name = :name WHERE account_id = :id")
        .bind("name", name)
        .bind("id", id)
        .execute();
  }

  static void changePassphrase(Transaction tx, UUID id, String hash) {
    tx.createUpdate("UPDATE account SET passphrase_hash = :hash WHERE account_id = :id")
        .bind("hash", hash)
        .bind("id", id)
        .execute();
  }

  static Optional<Account> find(Transaction tx, String signInName) {
    return tx.createQuery("SELECT * FROM account WHERE sign_in_name = :name AND ended_at IS NULL")
        .bind("name", signInName)
        .map((row, context) -> read(row))
        .findOne();
  }

  private static Account read(ResultSet row) throws SQLException {
    return new Account(
        Columns.uuid(row, "account_id"),
        new SettingId(Columns.uuid(row, "setting_id")),
        row.getString("sign_in_name"),
        row.getString("display_name"),
        row.getString("passphrase_hash"));
  }
}
