package io.stairgate.console.drift;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Part;
import io.stairgate.console.database.Place;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.news.DriftNews;
import io.stairgate.console.news.EntryName;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * What others changed on laptops against a rule. What a laptop told that a later enrolment replaced
 * is shown as told by the later one. Any thread may use it.
 */
public final class DriftStore {
  private static final String SELECT =
      """
      SELECT t.*, COALESCE(d.replaced_by, d.device_id) AS shown_device, s.nickname
      FROM drift t JOIN device d ON d.device_id = t.device_id
      JOIN device s ON s.device_id = COALESCE(d.replaced_by, d.device_id)
      WHERE t.setting_id = :setting
      """;

  /** One change, however often it was told. */
  private static final String SAME =
      """
       WHERE setting_id = :setting AND device_id = :device AND rule = :rule AND what = :what
         AND expected = :expected AND found = :found AND since = :since
      """;

  private final Database database;
  private final String insert;

  public DriftStore(Database database) {
    this.database = database;
    this.insert =
        database
            .dialect()
            .insertIfAbsent(
                "drift",
                List.of(
                    "drift_id",
                    "setting_id",
                    "device_id",
                    "rule",
                    "what",
                    "expected",
                    "found",
                    "put_back",
                    "told_in_us",
                    "occurred_at",
                    "received_at"),
                List.of("drift_id"));
  }

  /**
   * Keeps one, unless it is there. That a change which is there was put back is noted with it.
   *
   * @return false where nothing is new
   */
  public boolean add(
      Transaction tx, SettingId setting, EntryName entry, DriftNews news, Instant now) {
    if (news.putBack() && news.since().isPresent()) {
      boolean noted =
          same(
                      tx.createUpdate(
                          "UPDATE drift SET put_back = TRUE" + SAME + " AND NOT put_back"),
                      setting,
                      entry,
                      news)
                  .execute()
              > 0;
      if (noted || there(tx, setting, entry, news)) {
        return noted;
      }
    }
    boolean added =
        tx.createUpdate(insert)
                .bind("drift_id", entry.id())
                .bind("setting_id", setting.value())
                .bind("device_id", entry.device().value())
                .bind("rule", news.rule())
                .bind("what", news.what())
                .bind("expected", news.expected())
                .bind("found", news.found())
                .bind("put_back", news.putBack())
                .bind("told_in_us", news.toldInUs())
                .bind("occurred_at", entry.at())
                .bind("received_at", now)
                .execute()
            > 0;
    if (added && news.since().isPresent()) {
      tx.createUpdate(
              "UPDATE drift SET since = :since WHERE setting_id = :setting AND drift_id = :id")
          .bind("since", news.since().get())
          .bind("setting", setting.value())
          .bind("id", entry.id())
          .execute();
    }
    return added;
  }

  private static boolean there(Transaction tx, SettingId setting, EntryName entry, DriftNews news) {
    return same(tx.createQuery("SELECT COUNT(*) FROM drift" + SAME), setting, entry, news)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  private static <S extends SqlStatement<S>> S same(
      S statement, SettingId setting, EntryName entry, DriftNews news) {
    return statement
        .bind("setting", setting.value())
        .bind("device", entry.device().value())
        .bind("rule", news.rule())
        .bind("what", news.what())
        .bind("expected", news.expected())
        .bind("found", news.found())
        .bind("since", news.since().orElseThrow());
  }

  /**
   * How often something that one rule asks for was put back on a laptop in the day that ends now.
   *
   * @param until the end of that day, by the laptop's clock
   */
  public long putBackInADay(
      Transaction tx, SettingId setting, DeviceId laptop, String rule, Instant until) {
    return tx.createQuery(
            """
            SELECT COUNT(*) FROM drift
            WHERE setting_id = :setting AND device_id = :device AND rule = :rule AND put_back
              AND occurred_at > :from AND occurred_at <= :until
            """)
        .bind("setting", setting.value())
        .bind("device", laptop.value())
        .bind("rule", rule)
        .bind("from", until.minus(Duration.ofDays(1)))
        .bind("until", until)
        .mapTo(Long.class)
        .one();
  }

  /**
   * Some of them, newest first.
   *
   * @param laptop of one laptop and those it replaced; empty: of all
   * @param rule of one rule; empty: of all
   * @param after {@code next} of the part before; empty for the first
   * @param limit how many at most, 1 to 1000
   */
  public Part<Drift> drifts(
      SettingId setting,
      Optional<DeviceId> laptop,
      Optional<String> rule,
      Optional<String> after,
      int limit) {
    Place from = Place.of(after);
    return database.inTransaction(
        tx -> {
          Query query =
              tx.createQuery(
                      SELECT
                          + (laptop.isPresent() ? " AND t.device_id IN (<devices>)" : "")
                          + (rule.isPresent() ? " AND t.rule = :rule" : " AND :rule = ''")
                          + """

                          AND (t.received_at < :at OR (t.received_at = :at AND t.drift_id < :id))
                          ORDER BY t.received_at DESC, t.drift_id DESC
                          FETCH FIRST :limit ROWS ONLY
                          """)
                  .bind("setting", setting.value())
                  .bind("rule", rule.orElse(""))
                  .bind("at", from.at())
                  .bind("id", from.id())
                  .bind("limit", limit + 1);
          laptop.ifPresent(one -> query.bindList("devices", DeviceStore.lineage(tx, one)));
          return Part.of(
              query.map((row, context) -> read(row)).list(),
              limit,
              drift -> new Place(drift.receivedAt(), drift.id()));
        });
  }

  private static Drift read(ResultSet row) throws SQLException {
    return new Drift(
        Columns.uuid(row, "drift_id"),
        new DeviceId(Columns.uuid(row, "shown_device")),
        row.getString("nickname"),
        row.getString("rule"),
        row.getString("what"),
        row.getString("expected"),
        row.getString("found"),
        Columns.maybeInstant(row, "since"),
        row.getBoolean("put_back"),
        row.getLong("told_in_us"),
        Columns.instant(row, "occurred_at"),
        Columns.instant(row, "received_at"));
  }
}
