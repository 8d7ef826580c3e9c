package io.stairgate.console.permission;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The setting's own sticks. Any thread may use it. */
final class OwnStickStore {
  private static final int MOST_ENDED = 200;

  List<OwnStick> all(Transaction tx, SettingId setting) {
    List<OwnStick> all =
        new java.util.ArrayList<>(
            tx.createQuery(
                    """
                    SELECT * FROM own_stick WHERE setting_id = :setting AND state <> 'ended'
                    ORDER BY LOWER(label), own_stick_id
                    """)
                .bind("setting", setting.value())
                .map((row, context) -> read(tx, row))
                .list());
    all.addAll(
        tx.createQuery(
                """
                SELECT * FROM own_stick WHERE setting_id = :setting AND state = 'ended'
                ORDER BY decided_at DESC, own_stick_id
                FETCH FIRST :most ROWS ONLY
                """)
            .bind("setting", setting.value())
            .bind("most", MOST_ENDED)
            .map((row, context) -> read(tx, row))
            .list());
    return all;
  }

  /** The serials that are on the list. */
  Set<String> serials(Transaction tx, SettingId setting) {
    return new HashSet<>(
        tx.createQuery(
                "SELECT serial FROM own_stick WHERE setting_id = :setting AND state <> 'ended'")
            .bind("setting", setting.value())
            .mapTo(String.class)
            .list());
  }

  Optional<OwnStick> find(Transaction tx, SettingId setting, UUID id) {
    return tx.createQuery(
            "SELECT * FROM own_stick WHERE setting_id = :setting AND own_stick_id = :id")
        .bind("setting", setting.value())
        .bind("id", id)
        .map((row, context) -> read(tx, row))
        .findOne();
  }

  /** Those with a standing permission to come, which a medium of their serial would fill in. */
  List<OwnStick> waitingFor(Transaction tx, SettingId setting, Medium medium) {
    return tx.createQuery(
            """
            SELECT * FROM own_stick
            WHERE setting_id = :setting AND serial = :serial AND state = 'standing'
              AND permission_id IS NULL
            ORDER BY added_at, own_stick_id
            FETCH FIRST 10 ROWS ONLY
            """)
        .bind("setting", setting.value())
        .bind("serial", medium.serial())
        .map((row, context) -> read(tx, row))
        .list();
  }

  void insert(Transaction tx, SettingId setting, OwnStick stick) {
    tx.createUpdate(
            """
            INSERT INTO own_stick (own_stick_id, setting_id, label, serial, vendor_id, product_id,
              encrypted, last_day, every_laptop, state, reason, added_by, added_by_name, added_at,
              decided_by_name, word)
            VALUES (:id, :setting, :label, :serial, :vendor, :product, :encrypted, :last, :every,
              :state, :reason, CAST(:by AS UUID), :name, :at, '', '')
            """)
        .bind("id", stick.id())
        .bind("setting", setting.value())
        .bind("label", stick.label())
        .bind("serial", stick.serial())
        .bind("vendor", stick.vendorId())
        .bind("product", stick.productId())
        .bind("encrypted", stick.encrypted())
        .bind("last", stick.lastDay().toString())
        .bind("every", stick.everyLaptop())
        .bind("state", stick.state().code())
        .bind("reason", stick.addedBy().word())
        .bind("by", stick.addedBy().by().map(UUID::toString).orElse(null))
        .bind("name", stick.addedBy().name())
        .bind("at", stick.addedBy().at())
        .execute();
    for (DeviceId laptop : stick.laptops()) {
      tx.createUpdate(
              """
              INSERT INTO own_stick_laptop (own_stick_id, device_id, setting_id)
              VALUES (:id, :device, :setting)
              """)
          .bind("id", stick.id())
          .bind("device", laptop.value())
          .bind("setting", setting.value())
          .execute();
    }
  }

  void decided(Transaction tx, SettingId setting, UUID id, OwnStickState state, Decided decided) {
    tx.createUpdate(
            """
            UPDATE own_stick SET state = :state, decided_by = CAST(:by AS UUID),
              decided_by_name = :name, decided_at = :at, word = :word
            WHERE setting_id = :setting AND own_stick_id = :id
            """)
        .bind("state", state.code())
        .bind("by", decided.by().map(UUID::toString).orElse(null))
        .bind("name", decided.name())
        .bind("at", decided.at())
        .bind("word", decided.word())
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
  }

  /** Which medium it is, and its standing permission. */
  void stands(
      Transaction tx, SettingId setting, UUID id, Medium medium, UUID stick, UUID permission) {
    tx.createUpdate(
            """
            UPDATE own_stick SET vendor_id = :vendor, product_id = :product, stick_id = :stick,
              permission_id = :permission
            WHERE setting_id = :setting AND own_stick_id = :id
            """)
        .bind("vendor", medium.vendorId())
        .bind("product", medium.productId())
        .bind("stick", stick)
        .bind("permission", permission)
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
  }

  private static OwnStick read(Transaction tx, ResultSet row) throws SQLException {
    UUID id = Columns.uuid(row, "own_stick_id");
    Optional<Instant> decidedAt = Columns.maybeInstant(row, "decided_at");
    Optional<UUID> decidedBy = Columns.maybeUuid(row, "decided_by");
    String decidedName = row.getString("decided_by_name");
    String word = row.getString("word");
    boolean every = row.getBoolean("every_laptop");
    return new OwnStick(
        id,
        row.getString("label"),
        row.getString("serial"),
        row.getString("vendor_id"),
        row.getString("product_id"),
        row.getBoolean("encrypted"),
        LocalDate.parse(row.getString("last_day")),
        every,
        every ? Set.of() : laptops(tx, id),
        OwnStickState.of(row.getString("state")).orElse(OwnStickState.ENDED),
        new Decided(
            Columns.maybeUuid(row, "added_by"),
            row.getString("added_by_name"),
            Columns.instant(row, "added_at"),
            row.getString("reason")),
        decidedAt.map(at -> new Decided(decidedBy, decidedName, at, word)),
        Columns.maybeUuid(row, "stick_id"),
        Columns.maybeUuid(row, "permission_id"));
  }

  private static Set<DeviceId> laptops(Transaction tx, UUID id) {
    return new HashSet<>(
        tx.createQuery("SELECT device_id FROM own_stick_laptop WHERE own_stick_id = :id")
            .bind("id", id)
            .mapTo(UUID.class)
            .map(DeviceId::new)
            .list());
  }
}
