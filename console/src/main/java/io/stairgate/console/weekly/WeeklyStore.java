package io.stairgate.console.weekly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The weeks that were written down, and what a week was. Any thread may use it. */
public final class WeeklyStore {
  private static final int MOST_LAPTOPS = 12;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Database database;
  private final String insert;

  /** Of a database. */
  public WeeklyStore(Database database) {
    this.database = database;
    this.insert =
        database
            .dialect()
            .insertIfAbsent(
                "weekly_update",
                List.of("setting_id", "week", "made_at", "body"),
                List.of("setting_id", "week"));
  }

  /** The weeks of a setting, newest first; at most 60. */
  public List<WeeklyUpdate> all(SettingId setting) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT * FROM weekly_update WHERE setting_id = :setting
                    ORDER BY week DESC FETCH FIRST 60 ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .map((row, context) -> read(row))
                .list());
  }

  /** One week; empty where it was not written down. */
  public Optional<WeeklyUpdate> find(SettingId setting, LocalDate week) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    "SELECT * FROM weekly_update WHERE setting_id = :setting AND week = :week")
                .bind("setting", setting.value())
                .bind("week", week)
                .map((row, context) -> read(row))
                .findOne());
  }

  /** Writes a week down; false where it stands there already. */
  boolean add(Transaction tx, SettingId setting, WeeklyUpdate update) {
    return tx.createUpdate(insert)
            .bind("setting_id", setting.value())
            .bind("week", update.week())
            .bind("made_at", update.madeAt())
            .bind("body", body(update))
            .execute()
        == 1;
  }

  /**
   * What came up in some time: by kind of alert, with the laptops.
   *
   * @param from the first moment
   * @param to the moment after the last
   */
  List<WeeklyUpdate.Line> happened(Transaction tx, SettingId setting, Instant from, Instant to) {
    return lines(
        tx.createQuery(
                """
                SELECT a.kind AS what, d.nickname AS nickname, SUM(a.occurrences) AS times
                FROM alert a LEFT JOIN device d ON d.device_id = a.device_id
                WHERE a.setting_id = :setting AND a.raised_at >= :from AND a.raised_at < :to
                GROUP BY a.kind, d.nickname
                ORDER BY a.kind, d.nickname
                """)
            .bind("setting", setting.value())
            .bind("from", from)
            .bind("to", to)
            .map((row, context) -> Counted.of(row))
            .list());
  }

  /** The alerts of a setting that nobody has ended. */
  List<WeeklyUpdate.Line> open(Transaction tx, SettingId setting) {
    return lines(
        tx.createQuery(
                """
                SELECT a.kind AS what, d.nickname AS nickname, COUNT(*) AS times
                FROM alert a LEFT JOIN device d ON d.device_id = a.device_id
                WHERE a.setting_id = :setting AND a.resolved_at IS NULL
                GROUP BY a.kind, d.nickname
                ORDER BY a.kind, d.nickname
                """)
            .bind("setting", setting.value())
            .map((row, context) -> Counted.of(row))
            .list());
  }

  /** How often each act stands in the log for some time. */
  Map<String, Integer> acts(Transaction tx, SettingId setting, Instant from, Instant to) {
    Map<String, Integer> acts = new LinkedHashMap<>();
    tx.createQuery(
            """
            SELECT act, COUNT(*) AS times FROM audit
            WHERE setting_id = :setting AND at >= :from AND at < :to
            GROUP BY act
            """)
        .bind("setting", setting.value())
        .bind("from", from)
        .bind("to", to)
        .map((row, context) -> Map.entry(row.getString("act"), row.getInt("times")))
        .forEach(each -> acts.put(each.getKey(), each.getValue()));
    return acts;
  }

  /** The laptops of a setting that are in use. */
  int laptops(Transaction tx, SettingId setting) {
    return tx.createQuery(
            """
            SELECT COUNT(*) FROM device
            WHERE setting_id = :setting AND replaced_by IS NULL AND banned_at IS NULL
            """)
        .bind("setting", setting.value())
        .mapTo(Integer.class)
        .one();
  }

  /** The laptops that do not meet every rule. */
  List<String> notWell(Transaction tx, SettingId setting) {
    return tx.createQuery(
            """
            SELECT DISTINCT d.nickname FROM finding f JOIN device d ON d.device_id = f.device_id
            WHERE f.setting_id = :setting AND d.setting_id = :setting AND f.state = 'not-met'
              AND d.replaced_by IS NULL AND d.banned_at IS NULL
            ORDER BY d.nickname
            FETCH FIRST 10000 ROWS ONLY
            """)
        .bind("setting", setting.value())
        .mapTo(String.class)
        .list();
  }

  private record Counted(String what, String nickname, int times) {
    static Counted of(ResultSet row) throws SQLException {
      String nickname = row.getString("nickname");
      return new Counted(
          row.getString("what"), nickname == null ? "" : nickname, row.getInt("times"));
    }
  }

  private static List<WeeklyUpdate.Line> lines(List<Counted> rows) {
    Map<String, List<Counted>> kinds = new LinkedHashMap<>();
    rows.forEach(row -> kinds.computeIfAbsent(row.what(), kind -> new ArrayList<>()).add(row));
    return kinds.entrySet().stream()
        .map(
            kind ->
                new WeeklyUpdate.Line(
                    kind.getKey(),
                    kind.getValue().stream().mapToInt(Counted::times).sum(),
                    some(
                        kind.getValue().stream()
                            .map(Counted::nickname)
                            .filter(name -> !name.isEmpty())
                            .toList())))
        .toList();
  }

  static List<String> some(List<String> laptops) {
    if (laptops.size() <= MOST_LAPTOPS) {
      return laptops;
    }
    List<String> some = new ArrayList<>(laptops.subList(0, MOST_LAPTOPS));
    some.add("and " + (laptops.size() - MOST_LAPTOPS) + " more");
    return some;
  }

  /** What stands in the row besides its key. */
  private record Body(
      List<WeeklyUpdate.Line> happened,
      List<WeeklyUpdate.Line> decided,
      List<WeeklyUpdate.Line> open,
      int laptops,
      int well,
      boolean told) {
    Body {
      happened = List.copyOf(happened);
      decided = List.copyOf(decided);
      open = List.copyOf(open);
    }
  }

  private static String body(WeeklyUpdate update) {
    try {
      return JSON.writeValueAsString(
          new Body(
              update.happened(),
              update.decided(),
              update.open(),
              update.laptops(),
              update.well(),
              update.told()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Text and lists are always JSON", e);
    }
  }

  private static WeeklyUpdate read(ResultSet row) throws SQLException {
    try {
      Body body = JSON.readValue(row.getString("body"), Body.class);
      return new WeeklyUpdate(
          row.getObject("week", LocalDate.class),
          Columns.instant(row, "made_at"),
          body.happened(),
          body.decided(),
          body.open(),
          body.laptops(),
          body.well(),
          body.told());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A week was not written by this console", e);
    }
  }
}
