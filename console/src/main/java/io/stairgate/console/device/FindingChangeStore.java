package io.stairgate.console.device;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Each change of the state of a rule on a laptop. Any thread may use it. */
public final class FindingChangeStore {
  private final Database database;

  public FindingChangeStore(Database database) {
    this.database = database;
  }

  /**
   * One change of a state.
   *
   * @param rule rule id
   * @param changedAt by the laptop's clock
   * @param state as in {@link Finding}
   * @param reason as in {@link Finding}
   * @param sentence what the agent said of it
   */
  public record Change(
      String rule, Instant changedAt, String state, String reason, String sentence) {}

  /**
   * The latest changes of one laptop and of the laptops it replaced, newest first.
   *
   * @param limit how many at most, 1 to 1000
   */
  public List<Change> changes(SettingId setting, DeviceId device, int limit) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT c.* FROM finding_change c
                    WHERE c.setting_id = :setting AND c.device_id IN (<devices>)
                    ORDER BY c.changed_at DESC, c.rule
                    FETCH FIRST :limit ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bindList("devices", DeviceStore.lineage(transaction, device))
                .bind("limit", limit)
                .map(
                    (row, context) ->
                        new Change(
                            row.getString("rule"),
                            Columns.instant(row, "changed_at"),
                            row.getString("state"),
                            row.getString("reason"),
                            row.getString("sentence")))
                .list());
  }

  static void add(
      Transaction transaction,
      SettingId setting,
      DeviceId device,
      UUID epoch,
      long sequence,
      Finding finding) {
    transaction
        .createUpdate(
            """
            INSERT INTO finding_change
              (device_id, epoch, sequence, rule, setting_id, changed_at, state, reason, sentence)
            VALUES (:device, :epoch, :sequence, :rule, :setting, :at, :state, :reason, :sentence)
            """)
        .bind("device", device.value())
        .bind("epoch", epoch)
        .bind("sequence", sequence)
        .bind("rule", finding.rule())
        .bind("setting", setting.value())
        .bind("at", finding.since())
        .bind("state", finding.state())
        .bind("reason", finding.reason())
        .bind("sentence", finding.sentence())
        .execute();
  }
}
