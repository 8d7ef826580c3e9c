package io.stairgate.console.keep;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Changes of findings become a line for each day, and days become numbers of months. A day has a
 * line where something changed on it, so what held on another day is the line before it. Any thread
 * may use it.
 */
public final class DayStore {
  private final Database database;
  private final KeepingStore keeping;
  private final String insert;

  /** Reads and writes there. */
  public DayStore(Database database) {
    this.database = database;
    this.keeping = new KeepingStore(database);
    this.insert =
        database
            .dialect()
            .insertIfAbsent(
                "finding_day",
                List.of("device_id", "rule", "on_day", "setting_id", "state", "last_at", "changes"),
                List.of("device_id", "rule", "on_day"));
  }

  /**
   * How a rule was at the end of a day.
   *
   * @param rule its id
   * @param day the setting's own day
   * @param state met, not-met, in-progress, unknown, not-applicable
   * @param changes how often it changed on that day; 0: it was so before
   */
  public record Day(String rule, LocalDate day, String state, int changes) {}

  /** The days of a laptop that are left, newest first, at most 2,000. */
  public List<Day> days(SettingId setting, DeviceId device) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT rule, on_day, state, changes FROM finding_day
                    WHERE setting_id = :setting AND device_id = :device
                    ORDER BY on_day DESC, rule FETCH FIRST 2000 ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("device", device.value())
                .map((row, context) -> day(row))
                .list());
  }

  private static Day day(ResultSet row) throws SQLException {
    return new Day(
        row.getString("rule"),
        row.getDate("on_day").toLocalDate(),
        row.getString("state"),
        row.getInt("changes"));
  }

  private record Change(UUID epoch, long sequence, String rule, Instant at, String state) {}

  private record Key(String rule, LocalDate day) {}

  /**
   * Makes days out of some changes of a laptop.
   *
   * @param cut changes before it
   * @return how many changes; fewer than {@code most}: there are no more
   */
  int changesToDays(
      Transaction tx, SettingId setting, DeviceId device, Instant cut, ZoneId zone, int most) {
    List<Change> changes =
        tx.createQuery(
                """
                SELECT epoch, sequence, rule, changed_at, state FROM finding_change
                WHERE setting_id = :setting AND device_id = :device AND changed_at < :cut
                ORDER BY setting_id, device_id, changed_at FETCH FIRST %d ROWS ONLY
                """
                    .formatted(most))
            .bind("setting", setting.value())
            .bind("device", device.value())
            .bind("cut", cut)
            .map(
                (row, context) ->
                    new Change(
                        Columns.uuid(row, "epoch"),
                        row.getLong("sequence"),
                        row.getString("rule"),
                        Columns.instant(row, "changed_at"),
                        row.getString("state")))
            .list();
    Map<Key, List<Change>> days = new LinkedHashMap<>();
    for (Change each : changes) {
      days.computeIfAbsent(
              new Key(each.rule(), each.at().atZone(zone).toLocalDate()), key -> new ArrayList<>())
          .add(each);
    }
    days.forEach(
        (key, all) -> {
          Change last = all.getLast();
          add(tx, setting, device, key, last.state(), last.at(), all.size());
        });
    for (Change each : changes) {
      tx.createUpdate(
              """
              DELETE FROM finding_change
              WHERE setting_id = :setting AND device_id = :device AND epoch = :epoch
                AND sequence = :sequence AND rule = :rule
              """)
          .bind("setting", setting.value())
          .bind("device", device.value())
          .bind("epoch", each.epoch())
          .bind("sequence", each.sequence())
          .bind("rule", each.rule())
          .execute();
    }
    return changes.size();
  }

  private void add(
      Transaction tx,
      SettingId setting,
      DeviceId device,
      Key key,
      String state,
      Instant at,
      int changes) {
    begin(tx, setting, device, key, state, at);
    tx.createUpdate(
            """
            UPDATE finding_day
            SET changes = changes + :changes,
                state = CASE WHEN last_at <= :at THEN :state ELSE state END,
                last_at = CASE WHEN last_at <= :at THEN :at ELSE last_at END
            WHERE setting_id = :setting AND device_id = :device AND rule = :rule AND on_day = :on_day
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("rule", key.rule())
        .bind("on_day", key.day())
        .bind("state", state)
        .bind("at", at)
        .bind("changes", changes)
        .execute();
  }

  /**
   * Makes numbers out of the days of a laptop that are before a month: how each rule was at the end
   * of each month. What held last is taken over into the first day that stays.
   *
   * @param from first day of the first month that stays
   * @return how many days were removed
   */
  int daysToCounts(Transaction tx, SettingId setting, DeviceId device, LocalDate from) {
    List<Day> old =
        tx.createQuery(
                """
                SELECT rule, on_day, state, changes FROM finding_day
                WHERE setting_id = :setting AND device_id = :device AND on_day < :first
                ORDER BY rule, on_day
                """)
            .bind("setting", setting.value())
            .bind("device", device.value())
            .bind("first", from)
            .map((row, context) -> day(row))
            .list();
    if (old.isEmpty()) {
      return 0;
    }
    boolean here = stillHere(tx, setting, device, from);
    Map<String, List<Day>> rules = new TreeMap<>();
    old.forEach(day -> rules.computeIfAbsent(day.rule(), rule -> new ArrayList<>()).add(day));
    rules.forEach(
        (rule, days) -> {
          counts(tx, setting, rule, days, YearMonth.from(from));
          if (here) {
            Instant start = from.atStartOfDay(ZoneOffset.UTC).toInstant();
            begin(tx, setting, device, new Key(rule, from), days.getLast().state(), start);
          }
        });
    tx.createUpdate(
            """
            DELETE FROM finding_day
            WHERE setting_id = :setting AND device_id = :device AND on_day < :first
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("first", from)
        .execute();
    return old.size();
  }

  private void counts(
      Transaction tx, SettingId setting, String rule, List<Day> days, YearMonth before) {
    Map<YearMonth, String> ends = new TreeMap<>();
    days.forEach(day -> ends.put(YearMonth.from(day.day()), day.state()));
    String state = days.getFirst().state();
    for (YearMonth month = YearMonth.from(days.getFirst().day());
        month.isBefore(before);
        month = month.plusMonths(1)) {
      state = Objects.requireNonNullElse(ends.get(month), state);
      keeping.count(tx, setting, month.atDay(1), "rule:" + rule + ":" + state, 1);
    }
  }

  /** A day without a change of its own, unless it has a line. */
  private void begin(
      Transaction tx, SettingId setting, DeviceId device, Key key, String state, Instant at) {
    tx.createUpdate(insert)
        .bind("device_id", device.value())
        .bind("rule", key.rule())
        .bind("on_day", key.day())
        .bind("setting_id", setting.value())
        .bind("state", state)
        .bind("last_at", at)
        .bind("changes", 0)
        .execute();
  }

  /** A laptop that was shut out before is not counted for ever. */
  private static boolean stillHere(
      Transaction tx, SettingId setting, DeviceId device, LocalDate from) {
    Optional<Instant> banned =
        tx.createQuery(
                """
                SELECT banned_at FROM device
                WHERE setting_id = :setting AND device_id = :device AND banned_at IS NOT NULL
                """)
            .bind("setting", setting.value())
            .bind("device", device.value())
            .map((row, context) -> Columns.instant(row, "banned_at"))
            .findOne();
    return banned
        .filter(at -> at.isBefore(from.atStartOfDay(ZoneOffset.UTC).toInstant()))
        .isEmpty();
  }
}
