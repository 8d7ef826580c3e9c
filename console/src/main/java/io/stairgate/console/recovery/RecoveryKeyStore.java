package io.stairgate.console.recovery;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.news.EntryName;
import io.stairgate.console.news.RecoveryKeyNews;
import io.stairgate.console.news.RecoveryKeyTaker;
import io.stairgate.console.policy.Escrow;
import io.stairgate.console.policy.EscrowSource;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Recovery keys of laptops' disks, sealed. Any thread may use it. */
public final class RecoveryKeyStore implements RecoveryKeyTaker, EscrowSource {
  private static final int MOST = 10_000;
  private final Database database;

  /** On the database of the console. */
  public RecoveryKeyStore(Database database) {
    this.database = database;
  }

  @Override
  public void take(
      Transaction tx, SettingId setting, EntryName entry, RecoveryKeyNews news, Instant now) {
    switch (news.step()) {
      case ADDED -> add(tx, setting, entry.device(), news, now);
      case REMOVED -> end(tx, entry.device(), news, KeptKey.State.REMOVED, now);
      case VANISHED -> end(tx, entry.device(), news, KeptKey.State.VANISHED, now);
    }
  }

  /** Never in place of one that is there: an entry may come again, and another may lie. */
  private static void add(
      Transaction tx, SettingId setting, DeviceId device, RecoveryKeyNews news, Instant now) {
    boolean known =
        tx.createQuery(
                    "SELECT COUNT(*) FROM recovery_key WHERE device_id = :device AND key_id = :key")
                .bind("device", device.value())
                .bind("key", news.keyId())
                .mapTo(Long.class)
                .one()
            > 0;
    if (known) {
      return;
    }
    tx.createUpdate(
            """
            INSERT INTO recovery_key (device_id, key_id, setting_id, volume, volume_words, slot,
              sealed, state, reason, kept_at)
            VALUES (:device, :key, :setting, :volume, :words, :slot, :sealed, 'kept', '', :now)
            """)
        .bind("device", device.value())
        .bind("key", news.keyId())
        .bind("setting", setting.value())
        .bind("volume", news.volume())
        .bind("words", news.volumeWords())
        .bind("slot", news.slot())
        .bind("sealed", news.sealed())
        .bind("now", now)
        .execute();
  }

  private static void end(
      Transaction tx, DeviceId device, RecoveryKeyNews news, KeptKey.State state, Instant now) {
    tx.createUpdate(
            """
            UPDATE recovery_key SET state = :state, reason = :reason, ended_at = :now
            WHERE device_id = :device AND key_id = :key AND state = 'kept'
            """)
        .bind("state", state.code())
        .bind("reason", news.reason())
        .bind("now", now)
        .bind("device", device.value())
        .bind("key", news.keyId())
        .execute();
  }

  @Override
  public Escrow of(Transaction tx, SettingId setting, DeviceId laptop) {
    boolean split =
        tx.createQuery(
                    """
                    SELECT COUNT(*) FROM recovery_state
                    WHERE setting_id = :setting AND split_at IS NOT NULL
                    """)
                .bind("setting", setting.value())
                .mapTo(Long.class)
                .one()
            > 0;
    Optional<Instant> seen =
        tx.createQuery(
                """
                SELECT seen_at FROM recovery_key
                WHERE setting_id = :setting AND device_id = :device AND seen_at IS NOT NULL
                ORDER BY seen_at DESC
                FETCH FIRST 1 ROW ONLY
                """)
            .bind("setting", setting.value())
            .bind("device", laptop.value())
            .map((row, context) -> Columns.instant(row, "seen_at"))
            .findFirst();
    return new Escrow(split, seen);
  }

  /** Every key of a setting, newest first, at most 10,000. */
  public List<KeptKey> all(SettingId setting) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT * FROM recovery_key WHERE setting_id = :setting
                    ORDER BY kept_at DESC, key_id
                    FETCH FIRST %d ROWS ONLY
                    """
                        .formatted(MOST))
                .bind("setting", setting.value())
                .map((row, context) -> read(row))
                .list());
  }

  /**
   * When keys of a setting were last tried, and opened: the start of time where they never were;
   * empty where none is kept.
   */
  public Optional<Instant> tried(SettingId setting) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT (SELECT s.drilled_at FROM recovery_state s
                            WHERE s.setting_id = :setting AND s.drill_passed = TRUE) AS drilled_at
                    FROM recovery_key k
                    WHERE k.setting_id = :setting AND k.state = 'kept'
                    FETCH FIRST 1 ROW ONLY
                    """)
                .bind("setting", setting.value())
                .map(
                    (row, context) -> Columns.maybeInstant(row, "drilled_at").orElse(Instant.EPOCH))
                .findFirst());
  }

  /** The keys of one laptop, newest first. */
  public List<KeptKey> of(SettingId setting, DeviceId device) {
    return all(setting).stream().filter(key -> key.device().equals(device)).toList();
  }

  /** One key; empty where the setting has none of that name on that laptop. */
  Optional<KeptKey> find(Transaction tx, SettingId setting, DeviceId device, String keyId) {
    return tx.createQuery(
            """
            SELECT * FROM recovery_key
            WHERE setting_id = :setting AND device_id = :device AND key_id = :key
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("key", keyId)
        .map((row, context) -> read(row))
        .findOne();
  }

  Bytes sealed(Transaction tx, SettingId setting, DeviceId device, String keyId) {
    return tx.createQuery(
            """
            SELECT sealed FROM recovery_key
            WHERE setting_id = :setting AND device_id = :device AND key_id = :key
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("key", keyId)
        .map((row, context) -> Columns.bytes(row, "sealed"))
        .one();
  }

  void seen(Transaction tx, SettingId setting, DeviceId device, String keyId, Instant now) {
    tx.createUpdate(
            """
            UPDATE recovery_key SET seen_at = :now
            WHERE setting_id = :setting AND device_id = :device AND key_id = :key
            """)
        .bind("now", now)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("key", keyId)
        .execute();
  }

  private static KeptKey read(ResultSet row) throws SQLException {
    return new KeptKey(
        new DeviceId(Columns.uuid(row, "device_id")),
        row.getString("key_id"),
        row.getString("volume_words"),
        row.getInt("slot"),
        KeptKey.State.of(row.getString("state")),
        row.getString("reason"),
        Columns.instant(row, "kept_at"),
        Columns.maybeInstant(row, "ended_at"),
        Columns.maybeInstant(row, "seen_at"));
  }
}
