package io.stairgate.console.notice;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Part;
import io.stairgate.console.database.Place;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.news.EntryName;
import io.stairgate.console.news.NoticeNews;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Who read the notice that use is monitored, each reading. Any thread may use it. */
public final class NoticeReadingStore {
  private static final String SELECT =
      """
      SELECT t.*, COALESCE(d.replaced_by, d.device_id) AS shown_device, s.nickname
      FROM notice_read t JOIN device d ON d.device_id = t.device_id
      JOIN device s ON s.device_id = COALESCE(d.replaced_by, d.device_id)
      WHERE t.setting_id = :setting
      """;

  private final Database database;
  private final String insert;

  public NoticeReadingStore(Database database) {
    this.database = database;
    this.insert =
        database
            .dialect()
            .insertIfAbsent(
                "notice_read",
                List.of("reading_id", "setting_id", "device_id", "account", "notice", "read_at"),
                List.of("reading_id"));
  }

  /**
   * Keeps one, unless it is there.
   *
   * @return false where it was there
   */
  public boolean add(Transaction tx, SettingId setting, EntryName entry, NoticeNews news) {
    return tx.createUpdate(insert)
            .bind("reading_id", entry.id())
            .bind("setting_id", setting.value())
            .bind("device_id", entry.device().value())
            .bind("account", news.account())
            .bind("notice", news.notice())
            .bind("read_at", entry.at())
            .execute()
        > 0;
  }

  /**
   * Some of them, newest first.
   *
   * @param after {@code next} of the part before; empty for the first
   * @param limit how many at most, 1 to 1000
   */
  public Part<NoticeReading> readings(SettingId setting, Optional<String> after, int limit) {
    Place from = Place.of(after);
    return database.inTransaction(
        tx ->
            Part.of(
                tx.createQuery(
                        SELECT
                            + """
                            AND (t.read_at < :at OR (t.read_at = :at AND t.reading_id < :id))
                            ORDER BY t.read_at DESC, t.reading_id DESC
                            FETCH FIRST :limit ROWS ONLY
                            """)
                    .bind("setting", setting.value())
                    .bind("at", from.at())
                    .bind("id", from.id())
                    .bind("limit", limit + 1)
                    .map((row, context) -> read(row))
                    .list(),
                limit,
                reading -> new Place(reading.at(), reading.id())));
  }

  /**
   * The latest reading of each account on each laptop, by nickname and account; at most 5,000.
   *
   * @param laptop of one laptop and those it replaced; empty: of all
   */
  public List<NoticeReading> latest(SettingId setting, Optional<DeviceId> laptop) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    SELECT
                        + (laptop.isPresent()
                            ? " AND (d.device_id = :device OR d.replaced_by = :device)"
                            : " AND CAST(:device AS UUID) IS NULL")
                        + """

                        AND NOT EXISTS (
                          SELECT 1 FROM notice_read later
                          WHERE later.setting_id = :setting AND later.device_id = t.device_id
                            AND later.account = t.account
                            AND (later.read_at > t.read_at
                              OR (later.read_at = t.read_at AND later.reading_id > t.reading_id)))
                        ORDER BY s.nickname, t.account
                        FETCH FIRST 5000 ROWS ONLY
                        """)
                .bind("setting", setting.value())
                .bind("device", laptop.map(DeviceId::value).orElse(null))
                .map((row, context) -> read(row))
                .list());
  }

  private static NoticeReading read(ResultSet row) throws SQLException {
    return new NoticeReading(
        Columns.uuid(row, "reading_id"),
        new DeviceId(Columns.uuid(row, "shown_device")),
        row.getString("nickname"),
        row.getString("account"),
        row.getString("notice"),
        Columns.instant(row, "read_at"));
  }
}
