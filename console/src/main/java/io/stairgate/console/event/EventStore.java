package io.stairgate.console.event;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What laptops told, each entry at most once. Any thread may use it. */
public final class EventStore {
  private static final List<String> COLUMNS =
      List.of(
          "device_id",
          "epoch",
          "sequence",
          "setting_id",
          "kind",
          "occurred_at",
          "received_at",
          "body");
  private static final List<String> KEY = List.of("device_id", "epoch", "sequence");

  private final Database database;
  private final String insert;

  public EventStore(Database database) {
    this.database = database;
    this.insert = database.dialect().insertIfAbsent("event", COLUMNS, KEY);
  }

  /**
   * One stored entry.
   *
   * @param epoch the journal's epoch
   * @param sequence place in it
   * @param kind {@code media}, {@code request}, {@code permission}, {@code programs}, {@code
   *     recovery-key}, {@code agent}, {@code gap} or {@code other}
   * @param occurredAt by the laptop's clock
   * @param receivedAt by the console's clock
   * @param body the entry as it came
   */
  public record StoredEvent(
      UUID epoch, long sequence, String kind, Instant occurredAt, Instant receivedAt, Bytes body) {}

  /**
   * Stores an entry within the caller's transaction, unless it is there.
   *
   * @return false where it was there
   */
  public boolean add(
      Transaction transaction,
      SettingId setting,
      DeviceId device,
      UUID epoch,
      JournalEntry entry,
      Instant receivedAt) {
    return transaction
            .createUpdate(insert)
            .bind("device_id", device.value())
            .bind("epoch", epoch)
            .bind("sequence", entry.sequence())
            .bind("setting_id", setting.value())
            .bind("kind", kind(entry.what()))
            .bind("occurred_at", entry.occurredAt())
            .bind("received_at", receivedAt)
            .bind("body", entry.body())
            .execute()
        > 0;
  }

  /**
   * The latest entries of one laptop and of those it replaced, newest first.
   *
   * @param limit how many at most, 1 to 1000
   */
  public List<StoredEvent> latest(SettingId setting, DeviceId device, int limit) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT e.* FROM event e JOIN device d ON d.device_id = e.device_id
                    WHERE e.setting_id = :setting AND (d.device_id = :device OR d.replaced_by = :device)
                    ORDER BY e.received_at DESC, e.sequence DESC
                    FETCH FIRST :limit ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("device", device.value())
                .bind("limit", limit)
                .map(
                    (row, context) ->
                        new StoredEvent(
                            Columns.uuid(row, "epoch"),
                            row.getLong("sequence"),
                            row.getString("kind"),
                            Columns.instant(row, "occurred_at"),
                            Columns.instant(row, "received_at"),
                            Columns.bytes(row, "body")))
                .list());
  }

  private static String kind(What what) {
    return switch (what) {
      case What.Checked _ -> "posture";
      case What.Media _ -> "media";
      case What.Agent _ -> "agent";
      case What.Gap _ -> "gap";
      case What.Asked _ -> "request";
      case What.Permitted _ -> "permission";
      case What.Reported _ -> "concern";
      case What.Drifted _ -> "drift";
      case What.ProgramsChanged _ -> "programs";
      case What.NoticeRead _ -> "notice-read";
      case What.RecoveryKey _ -> "recovery-key";
      case What.Other _ -> "other";
    };
  }
}
