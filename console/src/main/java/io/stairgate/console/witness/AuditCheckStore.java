package io.stairgate.console.witness;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.setting.SettingId;
import java.util.Optional;

/** When each log was last proved. Any thread may use it. */
public final class AuditCheckStore {
  private final Database database;

  public AuditCheckStore(Database database) {
    this.database = database;
  }

  /** The last check of a setting's log; empty before the first. */
  public Optional<AuditCheck> last(SettingId setting) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery("SELECT * FROM audit_check WHERE setting_id = :setting")
                .bind("setting", setting.value())
                .map(
                    (row, context) -> {
                      long broken = row.getLong("first_broken");
                      return new AuditCheck(
                          Columns.instant(row, "checked_at"),
                          row.getLong("line_count"),
                          broken == 0 ? Optional.empty() : Optional.of(broken));
                    })
                .findOne());
  }

  /** Keeps the result of a check in place of the one before. */
  public void put(SettingId setting, AuditCheck check) {
    database.useTransaction(
        transaction -> {
          transaction
              .createUpdate("DELETE FROM audit_check WHERE setting_id = :setting")
              .bind("setting", setting.value())
              .execute();
          transaction
              .createUpdate(
                  """
                  INSERT INTO audit_check (setting_id, checked_at, line_count, first_broken)
                  VALUES (:setting, :at, :lines, :broken)
                  """)
              .bind("setting", setting.value())
              .bind("at", check.at())
              .bind("lines", check.lines())
              .bind("broken", check.firstBroken().orElse(0L))
              .execute();
        });
  }
}
