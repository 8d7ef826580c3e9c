package io.stairgate.console.permission;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.PolicyVersion;
import io.stairgate.console.policy.StoredPolicy;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The lists of permissions that were signed for laptops. Any thread may use it. */
final class SignedPermissionsStore {
  private final Database database;

  SignedPermissionsStore(Database database) {
    this.database = database;
  }

  Optional<StoredPolicy> newest(SettingId setting, DeviceId device) {
    return database.inTransaction(tx -> newest(tx, setting, device));
  }

  Optional<StoredPolicy> newest(Transaction tx, SettingId setting, DeviceId device) {
    return tx.createQuery(
            """
            SELECT * FROM signed_permissions WHERE setting_id = :setting AND device_id = :device
            ORDER BY epoch DESC, number DESC
            FETCH FIRST 1 ROW ONLY
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .map(
            (row, context) ->
                new StoredPolicy(
                    new PolicyVersion(row.getLong("epoch"), row.getLong("number")),
                    Columns.instant(row, "made_at"),
                    Columns.bytes(row, "signed")))
        .findOne();
  }

  void insert(Transaction tx, SettingId setting, DeviceId device, StoredPolicy made) {
    tx.createUpdate(
            """
            INSERT INTO signed_permissions (device_id, epoch, number, setting_id, made_at, signed)
            VALUES (:device, :epoch, :number, :setting, :at, :signed)
            """)
        .bind("device", device.value())
        .bind("epoch", made.version().epoch())
        .bind("number", made.version().number())
        .bind("setting", setting.value())
        .bind("at", made.madeAt())
        .bind("signed", made.signed())
        .execute();
  }

  /**
   * The laptops of all settings that got a newer list since a moment: for this console's streams.
   */
  List<DeviceId> since(Instant moment) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    "SELECT DISTINCT device_id FROM signed_permissions WHERE made_at >= :moment")
                .bind("moment", moment)
                .mapTo(UUID.class)
                .map(DeviceId::new)
                .list());
  }

  /** Whether the setting has such a laptop that is not banned. */
  static boolean isThere(Transaction tx, SettingId setting, DeviceId device) {
    return tx.createQuery(
            """
            SELECT device_id FROM device
            WHERE setting_id = :setting AND device_id = :device AND banned_at IS NULL
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .mapTo(UUID.class)
        .findOne()
        .isPresent();
  }
}
