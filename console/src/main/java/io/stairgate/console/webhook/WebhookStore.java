package io.stairgate.console.webhook;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.notify.Trouble;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.SettingId;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The programs that are told; the keys of their signatures stand here sealed. Any thread. */
public final class WebhookStore {
  /** The most of one setting. */
  static final int MOST = 20;

  private final Database database;
  private final SealingKey sealing;

  /** Of a database. */
  public WebhookStore(Database database, SealingKey sealing) {
    this.database = database;
    this.sealing = sealing;
  }

  /** Those of a setting that were not ended, the switched-off ones among them, newest first. */
  public List<Webhook> open(SettingId setting) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT * FROM webhook WHERE setting_id = :setting AND ended_at IS NULL
                    ORDER BY made_at DESC, webhook_id
                    FETCH FIRST 100 ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .map((row, context) -> read(row))
                .list());
  }

  /** Those of a setting that are called. */
  public List<UUID> called(SettingId setting) {
    return open(setting).stream().filter(each -> each.off().isEmpty()).map(Webhook::id).toList();
  }

  /** One that was not ended. */
  public Optional<Webhook> find(SettingId setting, UUID id) {
    return open(setting).stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** The key of a webhook's signatures; empty where it cannot be opened. */
  public Optional<Bytes> key(SettingId setting, UUID id) {
    return database
        .inTransaction(
            tx ->
                tx.createQuery(
                        """
                        SELECT sealed_secret FROM webhook
                        WHERE setting_id = :setting AND webhook_id = :id
                        """)
                    .bind("setting", setting.value())
                    .bind("id", id)
                    .map((row, context) -> Columns.bytes(row, "sealed_secret"))
                    .findOne())
        .flatMap(kept -> sealing.open("webhook:" + id, kept));
  }

  /**
   * Adds one.
   *
   * @param key of its signatures
   * @param madeBy the person; empty: a program
   */
  void add(Transaction tx, Webhook webhook, Bytes key, Optional<UUID> madeBy) {
    tx.createUpdate(
            """
            INSERT INTO webhook (webhook_id, setting_id, name, address, sealed_secret, made_at,
              made_by, made_by_name, last_failure)
            VALUES (:id, :setting, :name, :address, :secret, :at, CAST(:by AS UUID), :byName, '')
            """)
        .bind("id", webhook.id())
        .bind("setting", webhook.setting().value())
        .bind("name", webhook.name())
        .bind("address", webhook.address().toString())
        .bind("secret", sealing.seal("webhook:" + webhook.id(), key))
        .bind("at", webhook.madeAt())
        .bind("by", madeBy.map(UUID::toString).orElse(null))
        .bind("byName", webhook.madeBy())
        .execute();
  }

  /** Ends one; false where the setting has none of that id. */
  boolean end(Transaction tx, SettingId setting, UUID id, Instant now) {
    return tx.createUpdate(
                """
                UPDATE webhook SET ended_at = :now, sealed_secret = :none
                WHERE setting_id = :setting AND webhook_id = :id AND ended_at IS NULL
                """)
            .bind("now", now)
            .bind("none", sealing.seal("webhook:" + id, Bytes.of(new byte[0])))
            .bind("setting", setting.value())
            .bind("id", id)
            .execute()
        == 1;
  }

  /**
   * Switches one on again; false where the setting has none of that id. One that is on stays on.
   */
  boolean switchOn(Transaction tx, SettingId setting, UUID id) {
    return tx.createUpdate(
                """
                UPDATE webhook SET off_at = NULL, failing_since = NULL
                WHERE setting_id = :setting AND webhook_id = :id AND ended_at IS NULL
                """)
            .bind("setting", setting.value())
            .bind("id", id)
            .execute()
        == 1;
  }

  /** Switches one off; false where it is off, or was ended. */
  boolean switchOff(Transaction tx, SettingId setting, UUID id, Instant now) {
    return tx.createUpdate(
                """
                UPDATE webhook SET off_at = :now
                WHERE setting_id = :setting AND webhook_id = :id AND ended_at IS NULL
                  AND off_at IS NULL
                """)
            .bind("now", now)
            .bind("setting", setting.value())
            .bind("id", id)
            .execute()
        == 1;
  }

  /** Notes that one took a message. */
  void taken(SettingId setting, UUID id, Instant now) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE webhook SET last_done_at = :now, failing_since = NULL, last_failure = ''
                    WHERE setting_id = :setting AND webhook_id = :id
                    """)
                .bind("now", now)
                .bind("setting", setting.value())
                .bind("id", id)
                .execute());
  }

  /** Notes that one took none. */
  void failed(Transaction tx, SettingId setting, UUID id, Trouble why, Instant now) {
    tx.createUpdate(
            """
            UPDATE webhook SET last_failure = :why, failing_since = COALESCE(failing_since, :now)
            WHERE setting_id = :setting AND webhook_id = :id
            """)
        .bind("why", why.code())
        .bind("now", now)
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
  }

  /** Whether one failed for that long, within the caller's transaction. */
  boolean failingSince(Transaction tx, SettingId setting, UUID id, Instant since) {
    return tx.createQuery(
                """
                SELECT COUNT(*) FROM webhook
                WHERE setting_id = :setting AND webhook_id = :id AND failing_since <= :since
                """)
            .bind("setting", setting.value())
            .bind("id", id)
            .bind("since", since)
            .mapTo(Long.class)
            .one()
        == 1;
  }

  private static Webhook read(ResultSet row) throws SQLException {
    return new Webhook(
        Columns.uuid(row, "webhook_id"),
        new SettingId(Columns.uuid(row, "setting_id")),
        row.getString("name"),
        URI.create(row.getString("address")),
        Columns.instant(row, "made_at"),
        row.getString("made_by_name"),
        Columns.maybeInstant(row, "last_done_at"),
        Columns.maybeInstant(row, "failing_since"),
        Trouble.of(row.getString("last_failure")),
        Columns.maybeInstant(row, "off_at"));
  }
}
