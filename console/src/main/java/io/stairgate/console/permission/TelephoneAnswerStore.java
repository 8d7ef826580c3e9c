package io.stairgate.console.permission;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.util.Optional;

/** The challenges that were answered by telephone; never the answers. Any thread may use it. */
final class TelephoneAnswerStore {
  /**
   * A challenge that was answered.
   *
   * @param kind the code of what for
   * @param answered who answered it, when and why
   */
  record Answered(String kind, Decided answered) {}

  /** Whether and how a laptop's challenge was answered before. */
  Optional<Answered> find(Transaction tx, SettingId setting, DeviceId laptop, String challenge) {
    return tx.createQuery(
            """
            SELECT * FROM telephone_answer
            WHERE setting_id = :setting AND device_id = :device AND challenge = :challenge
            """)
        .bind("setting", setting.value())
        .bind("device", laptop.value())
        .bind("challenge", challenge)
        .map(
            (row, context) ->
                new Answered(
                    row.getString("kind"),
                    new Decided(
                        Optional.of(Columns.uuid(row, "answered_by")),
                        row.getString("answered_by_name"),
                        Columns.instant(row, "answered_at"),
                        row.getString("reason"))))
        .findOne();
  }

  /** Who last let a stick be read on a laptop by telephone. */
  Optional<Decided> newest(Transaction tx, SettingId setting, DeviceId laptop) {
    return tx.createQuery(
            """
            SELECT * FROM telephone_answer
            WHERE setting_id = :setting AND device_id = :device AND kind = 'today-reading-only'
            ORDER BY answered_at DESC
            FETCH FIRST 1 ROW ONLY
            """)
        .bind("setting", setting.value())
        .bind("device", laptop.value())
        .map(
            (row, context) ->
                new Decided(
                    Optional.of(Columns.uuid(row, "answered_by")),
                    row.getString("answered_by_name"),
                    Columns.instant(row, "answered_at"),
                    row.getString("reason")))
        .findFirst();
  }

  void insert(
      Transaction tx,
      SettingId setting,
      DeviceId laptop,
      String challenge,
      TelephoneKind kind,
      Decided answered) {
    tx.createUpdate(
            """
            INSERT INTO telephone_answer (device_id, challenge, setting_id, kind, reason,
              answered_by, answered_by_name, answered_at)
            VALUES (:device, :challenge, :setting, :kind, :reason, :by, :name, :at)
            """)
        .bind("device", laptop.value())
        .bind("challenge", challenge)
        .bind("setting", setting.value())
        .bind("kind", kind.code())
        .bind("reason", answered.word())
        .bind("by", answered.by().orElseThrow())
        .bind("name", answered.name())
        .bind("at", answered.at())
        .execute();
  }
}
