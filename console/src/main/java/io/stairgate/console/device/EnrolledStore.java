package io.stairgate.console.device;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The laptops as enrolment and the streams see them. The look-ups by id and by key go without a
 * setting: the certificate or the key says which it is. Any thread may use it.
 */
public final class EnrolledStore {
  /** Some hundredths of a second of writing. */
  private static final int AT_ONCE = 200;

  private final Database database;
  private final Presence presence;

  /**
   * Reads and writes; writes memory's knowledge in batches.
   *
   * @param presence what memory knows sooner than the database
   */
  public EnrolledStore(Database database, Presence presence) {
    this.database = database;
    this.presence = presence;
  }

  /**
   * Remembers that a laptop asked to come back; the first time it asked stays.
   *
   * @return false where the setting has no such laptop, or it had asked before
   */
  public boolean askReturn(SettingId setting, DeviceId device, Instant at) {
    return database.durably(
        transaction -> {
          LaptopCountStore.of(transaction, setting, device);
          return transaction
                  .createUpdate(
                      """
                      UPDATE device SET return_asked_at = :value, return_approved_at = NULL
                      WHERE setting_id = :setting AND device_id = :device AND return_asked_at IS NULL
                      """)
                  .bind("setting", setting.value())
                  .bind("device", device.value())
                  .bind("value", at)
                  .execute()
              == 1;
        });
  }

  /** The laptop came back: nothing waits for approval any more. */
  public void returned(Transaction transaction, SettingId setting, DeviceId device) {
    LaptopCountStore.of(transaction, setting, device);
    transaction
        .createUpdate(
            """
            UPDATE device SET return_asked_at = NULL, return_approved_at = NULL
            WHERE setting_id = :setting AND device_id = :device
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .execute();
  }

  /** Adds a laptop within the caller's transaction. */
  public void insert(Transaction transaction, NewDevice device) {
    LaptopCountStore.of(transaction, device.setting(), device.id());
    transaction
        .createUpdate(
            """
            INSERT INTO device (device_id, setting_id, nickname, make, model, serial, system_name, system_version,
              hardware_id, same_as, agent_version, key_sha256, enrolled_at)
            VALUES (:id, :setting, :nickname, :make, :model, :serial, :system, :systemVersion,
              :hardwareId, CAST(:sameAs AS UUID), :agentVersion, :key, :at)
            """)
        .bind("id", device.id().value())
        .bind("setting", device.setting().value())
        .bind("nickname", device.nickname())
        .bind("make", device.hardware().make())
        .bind("model", device.hardware().model())
        .bind("serial", device.hardware().serial())
        .bind("system", device.hardware().system())
        .bind("systemVersion", device.hardware().systemVersion())
        .bind("hardwareId", device.hardware().hardwareId())
        .bind("sameAs", device.sameAs().map(DeviceId::toString).orElse(null))
        .bind("agentVersion", device.agentVersion())
        .bind("key", device.keySha256())
        .bind("at", device.enrolledAt())
        .execute();
  }

  /** The laptop of that id in whichever setting: for a certificate that this console signed. */
  public Optional<Enrolled> enrolled(DeviceId device) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery("SELECT * FROM device WHERE device_id = :device")
                .bind("device", device.value())
                .map((row, context) -> enrolled(row))
                .findOne());
  }

  /** The laptop with that key in whichever setting. */
  public Optional<Enrolled> byKey(Transaction transaction, String keySha256) {
    return transaction
        .createQuery("SELECT * FROM device WHERE key_sha256 = :key")
        .bind("key", keySha256)
        .map((row, context) -> enrolled(row))
        .findOne();
  }

  /** The laptops of all settings that are not to be listened to any more since a moment. */
  public List<DeviceId> bannedSince(Instant moment) {
    return database.inTransaction(
        transaction ->
            transaction
                // By way of the settings: then there is an index.
                .createQuery(
                    """
                    SELECT d.device_id FROM setting s JOIN device d ON d.setting_id = s.setting_id
                    WHERE d.banned_at >= :moment
                    """)
                .bind("moment", moment)
                .mapTo(UUID.class)
                .map(DeviceId::new)
                .list());
  }

  /** The newest laptop of a setting with that hardware that is neither banned nor replaced. */
  public Optional<DeviceId> byHardware(
      Transaction transaction, SettingId setting, String hardwareId) {
    if (hardwareId.isEmpty()) {
      return Optional.empty();
    }
    return transaction
        .createQuery(
            """
            SELECT device_id FROM device
            WHERE setting_id = :setting AND hardware_id = :hardware AND banned_at IS NULL
            ORDER BY enrolled_at DESC
            FETCH FIRST 1 ROW ONLY
            """)
        .bind("setting", setting.value())
        .bind("hardware", hardwareId)
        .mapTo(UUID.class)
        .findOne()
        .map(DeviceId::new);
  }

  /**
   * Takes over what the laptop now says of itself, within the caller's transaction; writes only a
   * change.
   */
  public void describe(
      Transaction transaction, SettingId setting, DeviceId device, Hardware hardware) {
    transaction
        .createUpdate(
            """
            UPDATE device SET make = :make, model = :model, serial = :serial, system_name = :system,
              system_version = :systemVersion,
              hardware_id = CASE WHEN :hardwareId = '' THEN hardware_id ELSE :hardwareId END
            WHERE setting_id = :setting AND device_id = :device
              AND (make <> :make OR model <> :model OR serial <> :serial OR system_name <> :system
                OR system_version <> :systemVersion OR (:hardwareId <> '' AND hardware_id <> :hardwareId))
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("make", hardware.make())
        .bind("model", hardware.model())
        .bind("serial", hardware.serial())
        .bind("system", hardware.system())
        .bind("systemVersion", hardware.systemVersion())
        .bind("hardwareId", hardware.hardwareId())
        .execute();
  }

  /** Takes over the agent's version, within the caller's transaction. */
  public void agentVersion(
      Transaction transaction, SettingId setting, DeviceId device, String version) {
    transaction
        .createUpdate(
            """
            UPDATE device SET agent_version = :version
            WHERE setting_id = :setting AND device_id = :device AND agent_version <> :version
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("version", version)
        .execute();
  }

  /**
   * Writes what memory knows of all laptops, some at a time, so that what laptops send meanwhile is
   * stored in between. Called each minute and at the stop.
   */
  public void writePresence() {
    // In the order in which those who sum up take laptops too, so that nobody waits in a circle.
    List<Presence.Seen> all =
        presence.unwritten().stream()
            .sorted(Comparator.comparing((Presence.Seen seen) -> seen.device().toString()))
            .toList();
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      writePresence(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
    }
  }

  private void writePresence(List<Presence.Seen> batch) {
    database.useTransaction(
        transaction -> {
          PreparedBatch statements =
              transaction.prepareBatch(
                  """
                  UPDATE device SET
                    last_seen_at = COALESCE(CAST(:seen AS TIMESTAMP WITH TIME ZONE), last_seen_at),
                    findings_proved_at = COALESCE(CAST(:proved AS TIMESTAMP WITH TIME ZONE), findings_proved_at),
                    clock_skew_ms = COALESCE(CAST(:skew AS BIGINT), clock_skew_ms)
                  WHERE device_id = :device
                  """);
          for (Presence.Seen seen : batch) {
            statements
                .bind("seen", seen.lastSeenAt().orElse(null))
                .bind("proved", seen.findingsProvedAt().orElse(null))
                .bind("skew", seen.clockSkewMs().orElse(null))
                .bind("device", seen.device().value())
                .add();
          }
          statements.execute();
        });
    presence.written(batch);
  }

  private static Enrolled enrolled(ResultSet row) throws SQLException {
    return new Enrolled(
        new DeviceId(Columns.uuid(row, "device_id")),
        new SettingId(Columns.uuid(row, "setting_id")),
        row.getString("nickname"),
        row.getString("key_sha256"),
        row.getString("agent_version"),
        Columns.maybeInstant(row, "banned_at").isPresent(),
        Columns.maybeInstant(row, "return_asked_at"),
        Columns.maybeInstant(row, "return_approved_at"));
  }
}
