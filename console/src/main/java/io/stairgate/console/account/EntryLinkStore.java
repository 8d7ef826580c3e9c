package io.stairgate.console.account;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Links that let one person back in once, to choose a new passphrase and second step. The secret
 * stands in the link after {@code #} and only its hash here. The look-ups go by the secret, which
 * says which setting it is. Any thread may use it.
 */
public final class EntryLinkStore {
  private final Database database;
  private final InstantSource clock;

  public EntryLinkStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * What an unused link is for.
   *
   * @param setting the setting
   * @param account whose passphrase it lets choose
   */
  public record EntryLink(SettingId setting, UUID account) {}

  /**
   * Makes a link's secret; the person's earlier links are good no longer.
   *
   * @param account whose passphrase it lets choose
   * @param life how long it is good
   * @return the secret, to be shown once
   */
  public Secret create(SettingId setting, UUID account, Duration life) {
    return database.durably(tx -> create(tx, setting, account, life, Optional.empty()));
  }

  /**
   * Like {@link #create(SettingId, UUID, Duration)}, within the caller's transaction.
   *
   * @param madeBy the person whose access it ends with; empty: the server's command line
   */
  public Secret create(
      Transaction tx, SettingId setting, UUID account, Duration life, Optional<UUID> madeBy) {
    Secret secret = Secret.random(16);
    Instant now = clock.instant();
    tx.createUpdate(
            """
            UPDATE entry_link SET ends_at = :now
            WHERE setting_id = :setting AND account_id = :account AND used_at IS NULL
              AND ends_at > :now
            """)
        .bind("now", now)
        .bind("setting", setting.value())
        .bind("account", account)
        .execute();
    tx.createUpdate(
            """
            INSERT INTO entry_link (secret_hash, setting_id, account_id, role, ends_at, made_by)
            VALUES (:hash, :setting, :account, '', :ends, CAST(:by AS UUID))
            """)
        .bind("hash", secret.hash())
        .bind("setting", setting.value())
        .bind("account", account)
        .bind("ends", now.plus(life))
        .bind("by", madeBy.map(UUID::toString).orElse(null))
        .execute();
    return secret;
  }

  /**
   * Ends the unused links that one person made for others of a setting.
   *
   * @return how many there were
   */
  public int endMadeBy(Transaction tx, SettingId setting, UUID account) {
    return tx.createUpdate(
            """
            UPDATE entry_link SET ends_at = :now
            WHERE setting_id = :setting AND made_by = :account AND used_at IS NULL
              AND ends_at > :now
            """)
        .bind("now", clock.instant())
        .bind("setting", setting.value())
        .bind("account", account)
        .execute();
  }

  /** What a link is for, without using it; empty where it is unknown, used or over. */
  public Optional<EntryLink> find(Secret secret) {
    return database.inTransaction(transaction -> usable(transaction, secret));
  }

  /**
   * Uses a link within the caller's transaction; empty where it is unknown, used or over. One
   * caller ever gets it.
   */
  public Optional<EntryLink> use(Transaction transaction, Secret secret) {
    Optional<EntryLink> link = usable(transaction, secret);
    int won =
        transaction
            .createUpdate(
                """
                UPDATE entry_link SET used_at = :now
                WHERE secret_hash = :hash AND used_at IS NULL AND ends_at > :now
                """)
            .bind("hash", secret.hash())
            .bind("now", clock.instant())
            .execute();
    return won == 1 ? link : Optional.empty();
  }

  private Optional<EntryLink> usable(Transaction transaction, Secret secret) {
    return transaction
        .createQuery(
            """
            SELECT * FROM entry_link
            WHERE secret_hash = :hash AND used_at IS NULL AND ends_at > :now
              AND account_id IS NOT NULL
            """)
        .bind("hash", secret.hash())
        .bind("now", clock.instant())
        .map(
            (row, context) ->
                new EntryLink(
                    new SettingId(Columns.uuid(row, "setting_id")),
                    Columns.uuid(row, "account_id")))
        .findOne();
  }
}
