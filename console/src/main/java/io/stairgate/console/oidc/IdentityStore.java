package io.stairgate.console.oidc;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Which account a person elsewhere is. Looked up by issuer and subject together and by nothing
 * else. Any thread may use it.
 */
public final class IdentityStore {
  private final Database database;

  public IdentityStore(Database database) {
    this.database = database;
  }

  /** The account that was linked with a person elsewhere. */
  Optional<UUID> account(Transaction tx, Proven proven) {
    return tx.createQuery(
            "SELECT account_id FROM oidc_identity WHERE issuer = :issuer AND subject = :subject")
        .bind("issuer", proven.issuer())
        .bind("subject", proven.subject())
        .mapTo(UUID.class)
        .findOne();
  }

  /** Since when an account is linked with a person at an issuer; empty where it is not. */
  public Optional<Instant> linkedAt(UUID account, String issuer) {
    return database.inTransaction(tx -> linkedAt(tx, account, issuer));
  }

  Optional<Instant> linkedAt(Transaction tx, UUID account, String issuer) {
    return tx.createQuery(
            """
            SELECT linked_at FROM oidc_identity WHERE account_id = :account AND issuer = :issuer
            """)
        .bind("account", account)
        .bind("issuer", issuer)
        .map((row, context) -> Columns.instant(row, "linked_at"))
        .findOne();
  }

  /**
   * Links an account with a person elsewhere.
   *
   * @throws RuntimeException for which {@link Database#isDuplicate} is true where that person is
   *     linked already
   */
  void link(Transaction tx, Proven proven, UUID account, SettingId through, Instant now) {
    tx.createUpdate(
            """
            INSERT INTO oidc_identity (issuer, subject, account_id, setting_id, linked_at)
            VALUES (:issuer, :subject, :account, :setting, :now)
            """)
        .bind("issuer", proven.issuer())
        .bind("subject", proven.subject())
        .bind("account", account)
        .bind("setting", through.value())
        .bind("now", now)
        .execute();
  }

  /**
   * Takes a link away.
   *
   * @return false where there was none
   */
  boolean unlink(Transaction tx, UUID account, String issuer) {
    return tx.createUpdate(
                "DELETE FROM oidc_identity WHERE account_id = :account AND issuer = :issuer")
            .bind("account", account)
            .bind("issuer", issuer)
            .execute()
        > 0;
  }

  /**
   * How many people with access to a setting can sign in elsewhere only, having no passphrase.
   *
   * @param now roles that have ended by then do not count
   */
  public long withoutPassphrase(SettingId setting, Instant now) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT COUNT(*) FROM account a
                    WHERE a.passphrase_hash = '' AND a.ended_at IS NULL
                      AND EXISTS (
                        SELECT 1 FROM membership m
                        WHERE m.account_id = a.account_id AND m.setting_id = :setting
                          AND (m.ends_at IS NULL OR m.ends_at > :now))
                    """)
                .bind("setting", setting.value())
                .bind("now", now)
                .mapTo(Long.class)
                .one());
  }

  /** Whether a person has a passphrase, too. */
  boolean hasPassphrase(Transaction tx, UUID account) {
    return tx.createQuery(
                "SELECT COUNT(*) FROM account WHERE account_id = :account AND passphrase_hash <>"
                    + " ''")
            .bind("account", account)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /**
   * A person's sign-in name here, in words that the provider may show; empty where there is none.
   */
  String hint(UUID account) {
    return database.inTransaction(
        tx ->
            tx.createQuery("SELECT sign_in_name FROM account WHERE account_id = :account")
                .bind("account", account)
                .mapTo(String.class)
                .findOne()
                .filter(name -> name.contains("@"))
                .orElse(""));
  }
}
