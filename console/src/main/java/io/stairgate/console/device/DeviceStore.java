package io.stairgate.console.device;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The enrolled laptops. What people see leaves out banned laptops and those a later enrolment of
 * the same hardware replaced. The three look-ups without a setting (by id, by key, by hardware
 * within a setting) serve enrolment and the streams, where the certificate says which setting it
 * is. Any thread may use it.
 */
public final class DeviceStore {
  private final Database database;
  private final Presence presence;

  /**
   * Reads through memory.
   *
   * @param presence what memory knows sooner than the database
   */
  public DeviceStore(Database database, Presence presence) {
    this.database = database;
    this.presence = presence;
  }

  /** All laptops of a setting, by nickname. */
  public List<Laptop> laptops(SettingId setting) {
    return database.inTransaction(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM device
                    WHERE setting_id = :setting AND banned_at IS NULL
                    ORDER BY nickname, device_id
                    """)
                .bind("setting", setting.value())
                .map((row, context) -> laptop(row))
                .list());
  }

  /**
   * A page of the laptops of a setting, in the order of their ids.
   *
   * @param after the last id of the page before; empty for the first page
   * @param limit how many at most, 1 to 1000
   */
  public List<Laptop> page(SettingId setting, Optional<DeviceId> after, int limit) {
    UUID start = after.map(DeviceId::value).orElse(new UUID(0, 0));
    return database.inTransaction(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM device
                    WHERE setting_id = :setting AND banned_at IS NULL AND device_id > :start
                    ORDER BY device_id
                    FETCH FIRST :limit ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("start", start)
                .bind("limit", limit)
                .map((row, context) -> laptop(row))
                .list());
  }

  /** One laptop; empty where the setting has none of that id. */
  public Optional<Laptop> laptop(SettingId setting, DeviceId device) {
    return database.inTransaction(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM device
                    WHERE setting_id = :setting AND device_id = :device AND banned_at IS NULL
                    """)
                .bind("setting", setting.value())
                .bind("device", device.value())
                .map((row, context) -> laptop(row))
                .findOne());
  }

  /**
   * Gives a laptop another nickname.
   *
   * @param nickname 1 to 64 characters
   * @return false where the setting has no such laptop
   */
  public boolean rename(SettingId setting, DeviceId device, String nickname) {
    if (nickname.isBlank() || nickname.length() > 64) {
      throw new IllegalArgumentException("A nickname has 1 to 64 characters.");
    }
    return changed(
        "UPDATE device SET nickname = :value WHERE setting_id = :setting AND device_id = :device",
        setting,
        device,
        nickname);
  }

  /**
   * Lets a laptop that waits for it come back: its next renewal is answered.
   *
   * @return false where the setting has no such laptop that waits
   */
  public boolean approveReturn(SettingId setting, DeviceId device, Instant at) {
    return changed(
        """
        UPDATE device SET return_approved_at = :value
        WHERE setting_id = :setting AND device_id = :device AND return_asked_at IS NOT NULL AND banned_at IS NULL
        """,
        setting,
        device,
        at);
  }

  /**
   * Remembers that a laptop asked to come back; the first time it asked stays.
   *
   * @return false where the setting has no such laptop, or it had asked before
   */
  public boolean askReturn(SettingId setting, DeviceId device, Instant at) {
    return changed(
        """
        UPDATE device SET return_asked_at = :value, return_approved_at = NULL
        WHERE setting_id = :setting AND device_id = :device AND return_asked_at IS NULL
        """,
        setting,
        device,
        at);
  }

  /** The laptop came back: nothing waits for approval any more. */
  public void returned(Handle handle, SettingId setting, DeviceId device) {
    handle
        .createUpdate(
            """
            UPDATE device SET return_asked_at = NULL, return_approved_at = NULL
            WHERE setting_id = :setting AND device_id = :device
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .execute();
  }

  /**
   * Refuses a laptop for ever. Its streams are ended by whoever calls this.
   *
   * @return false where the setting has no such laptop, or it was banned before
   */
  public boolean ban(SettingId setting, DeviceId device, Instant at) {
    return changed(
        """
        UPDATE device SET banned_at = :value
        WHERE setting_id = :setting AND device_id = :device AND banned_at IS NULL
        """,
        setting,
        device,
        at);
  }

  /**
   * "This is Blue Room again": the newer enrolment takes over nickname, rules and history of the
   * earlier one, which is retired.
   *
   * @param device the newer enrolment, whose {@code sameAs} names the earlier one
   * @return the retired laptop, whose streams the caller ends; empty where there was nothing to
   *     confirm
   */
  public Optional<DeviceId> confirmSame(SettingId setting, DeviceId device, Instant at) {
    return database.durably(
        handle -> {
          Optional<UUID> earlier =
              handle
                  .createQuery(
                      """
                      SELECT same_as FROM device
                      WHERE setting_id = :setting AND device_id = :device AND banned_at IS NULL
                        AND same_as IS NOT NULL
                      FOR UPDATE
                      """)
                  .bind("setting", setting.value())
                  .bind("device", device.value())
                  .mapTo(UUID.class)
                  .findOne();
          earlier.ifPresent(old -> replace(handle, setting, device, old, at));
          return earlier.map(DeviceId::new);
        });
  }

  private static void replace(
      Handle handle, SettingId setting, DeviceId device, UUID old, Instant at) {
    for (String statement :
        List.of(
            """
            UPDATE device SET same_as = NULL,
              nickname = (SELECT o.nickname FROM device o WHERE o.setting_id = :setting AND o.device_id = :old)
            WHERE setting_id = :setting AND device_id = :device
            """,
            """
            DELETE FROM device_rule WHERE setting_id = :setting AND device_id = :device
              AND EXISTS (SELECT 1 FROM device_rule o WHERE o.setting_id = :setting AND o.device_id = :old)
            """,
            """
            INSERT INTO device_rule (device_id, rule, setting_id, stage, changed_at, changed_by, why)
            SELECT :device, rule, setting_id, stage, changed_at, changed_by, why
            FROM device_rule WHERE setting_id = :setting AND device_id = :old
            """,
            """
            UPDATE device SET banned_at = COALESCE(banned_at, :at), same_as = NULL
            WHERE setting_id = :setting AND device_id = :old
            """,
            """
            UPDATE device SET replaced_by = :device
            WHERE setting_id = :setting AND (device_id = :old OR replaced_by = :old)
            """)) {
      handle
          .createUpdate(statement)
          .bind("setting", setting.value())
          .bind("device", device.value())
          .bind("old", old)
          .bind("at", at)
          .execute();
    }
  }

  /**
   * "No, this is another laptop": both stay as they are.
   *
   * @return false where there was nothing to decide
   */
  public boolean keepApart(SettingId setting, DeviceId device) {
    return database.inTransaction(
        handle ->
            handle
                    .createUpdate(
                        """
                        UPDATE device SET same_as = NULL
                        WHERE setting_id = :setting AND device_id = :device AND same_as IS NOT NULL
                        """)
                    .bind("setting", setting.value())
                    .bind("device", device.value())
                    .execute()
                == 1);
  }

  /** Adds a laptop within the caller's transaction. */
  public void insert(Handle handle, NewDevice device) {
    handle
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
        handle ->
            handle
                .createQuery("SELECT * FROM device WHERE device_id = :device")
                .bind("device", device.value())
                .map((row, context) -> enrolled(row))
                .findOne());
  }

  /** The laptop with that key in whichever setting. */
  public Optional<Enrolled> byKey(Handle handle, String keySha256) {
    return handle
        .createQuery("SELECT * FROM device WHERE key_sha256 = :key")
        .bind("key", keySha256)
        .map((row, context) -> enrolled(row))
        .findOne();
  }

  /** The newest laptop of a setting with that hardware that is neither banned nor replaced. */
  public Optional<DeviceId> byHardware(Handle handle, SettingId setting, String hardwareId) {
    if (hardwareId.isEmpty()) {
      return Optional.empty();
    }
    return handle
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
  public void describe(Handle handle, SettingId setting, DeviceId device, Hardware hardware) {
    handle
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
  public void agentVersion(Handle handle, SettingId setting, DeviceId device, String version) {
    handle
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

  /** Writes what memory knows of all laptops in one batch. Called each minute and at the stop. */
  public void writePresence() {
    List<Presence.Seen> batch = presence.unwritten();
    if (batch.isEmpty()) {
      return;
    }
    database.useTransaction(
        handle -> {
          PreparedBatch statements =
              handle.prepareBatch(
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

  private boolean changed(String statement, SettingId setting, DeviceId device, Object value) {
    return database.durably(
        handle ->
            handle
                    .createUpdate(statement)
                    .bind("setting", setting.value())
                    .bind("device", device.value())
                    .bind("value", value)
                    .execute()
                == 1);
  }

  private Laptop laptop(ResultSet row) throws SQLException {
    DeviceId id = new DeviceId(Columns.uuid(row, "device_id"));
    Optional<Presence.Seen> seen = presence.of(id);
    return new Laptop(
        id,
        new SettingId(Columns.uuid(row, "setting_id")),
        row.getString("nickname"),
        row.getString("make"),
        row.getString("model"),
        row.getString("serial"),
        row.getString("system_name"),
        row.getString("system_version"),
        row.getString("agent_version"),
        Columns.instant(row, "enrolled_at"),
        Presence.later(
            Columns.maybeInstant(row, "last_seen_at"), seen.flatMap(Presence.Seen::lastSeenAt)),
        Presence.later(
            Columns.maybeInstant(row, "findings_proved_at"),
            seen.flatMap(Presence.Seen::findingsProvedAt)),
        seen.map(s -> s.streams() > 0).orElse(false),
        Columns.maybeUuid(row, "same_as").map(DeviceId::new),
        Columns.maybeInstant(row, "return_approved_at").isPresent()
            ? Optional.empty()
            : Columns.maybeInstant(row, "return_asked_at"));
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
