package io.stairgate.console.device;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * How the laptops of a setting are, summed up. The counts are written together with what they count
 * ({@link LaptopCountStore}), so that reading them looks through nothing. Any thread may use it.
 *
 * <p>Over 300 lines because one setting and many are asked for alike.
 */
public final class LaptopSummaryStore {
  private static final int AT_ONCE = 200;

  private final Database database;
  private final Presence presence;

  /**
   * Reads through memory.
   *
   * @param presence what memory knows sooner than the database
   */
  public LaptopSummaryStore(Database database, Presence presence) {
    this.database = database;
    this.presence = presence;
  }

  /**
   * On how many laptops a rule is met.
   *
   * @param told how many told of it
   * @param met on how many of these it is met
   */
  public record Kept(int told, int met) {}

  /**
   * A laptop as a row names it.
   *
   * @param id the laptop
   * @param nickname its nickname
   * @param room where it is used; may be empty
   * @param care how it is by what it told last
   * @param since when it was last heard of; before that, when it was added
   */
  public record Named(DeviceId id, String nickname, String room, Care care, Instant since) {}

  /**
   * Sums up laptops that an older version wrote. Called at the start; what came meanwhile is summed
   * up by itself.
   *
   * @return how many they were
   */
  public int sumUpOlder() {
    int done = 0;
    while (true) {
      int some =
          database.inTransaction(
              tx -> {
                List<Map.Entry<UUID, UUID>> rows =
                    tx.createQuery(
                            """
                            SELECT setting_id, device_id FROM device WHERE care = 'unknown'
                            ORDER BY device_id FETCH FIRST :most ROWS ONLY
                            """)
                        .bind("most", AT_ONCE)
                        .map(
                            (row, context) ->
                                Map.entry(
                                    Columns.uuid(row, "setting_id"),
                                    Columns.uuid(row, "device_id")))
                        .list();
                rows.forEach(
                    row ->
                        LaptopCountStore.of(
                            tx, new SettingId(row.getKey()), new DeviceId(row.getValue())));
                return rows.size();
              });
      done += some;
      if (some < AT_ONCE) {
        return done;
      }
    }
  }

  /** How many laptops a setting has, and how they are. */
  public SettingSummary of(SettingId setting) {
    return of(List.of(setting)).getOrDefault(setting, SettingSummary.NONE);
  }

  /** The same of several settings. */
  public Map<SettingId, SettingSummary> of(Collection<SettingId> settings) {
    if (settings.isEmpty()) {
      return Map.of();
    }
    return database.inTransaction(
        tx -> {
          Map<SettingId, SettingSummary> all = new HashMap<>();
          tx.createQuery(
                  """
                  SELECT * FROM setting_summary WHERE setting_id IN (<settings>)
                  """)
              .bindList("settings", settings.stream().map(SettingId::value).toList())
              .map(
                  (row, context) ->
                      Map.entry(
                          new SettingId(Columns.uuid(row, "setting_id")),
                          new SettingSummary(
                              row.getInt("laptops"),
                              row.getInt("first_check"),
                              row.getInt("attention"),
                              Columns.maybeInstant(row, "checked_at"))))
              .forEach(row -> all.put(row.getKey(), row.getValue()));
          return all;
        });
  }

  /** On how many laptops of a setting each cause is. */
  public Map<Cause, Integer> causes(SettingId setting) {
    return causes(List.of(setting)).getOrDefault(setting, Map.of());
  }

  /** The same of several settings; one without causes has no entry. */
  public Map<SettingId, Map<Cause, Integer>> causes(Collection<SettingId> settings) {
    if (settings.isEmpty()) {
      return Map.of();
    }
    return database.inTransaction(
        tx -> {
          Map<SettingId, Map<Cause, Integer>> all = new HashMap<>();
          tx.createQuery(
                  """
                  SELECT setting_id, cause, rule, laptops FROM cause_count
                  WHERE setting_id IN (<settings>) AND laptops > 0
                  """)
              .bindList("settings", settings.stream().map(SettingId::value).toList())
              .map(
                  (row, context) -> {
                    all.computeIfAbsent(
                            new SettingId(Columns.uuid(row, "setting_id")),
                            id -> new LinkedHashMap<>())
                        .put(
                            cause(row.getString("cause"), row.getString("rule")),
                            row.getInt("laptops"));
                    return true;
                  })
              .list();
          return all;
        });
  }

  private static Cause cause(String code, String rule) {
    return new Cause(Cause.Kind.of(code).orElse(Cause.Kind.UNKNOWN), rule);
  }

  /** Some laptops with a cause, by nickname. */
  public List<Named> some(SettingId setting, Cause cause, int most) {
    return database.inTransaction(
        tx ->
            tx
                .createQuery(
                    """
                    SELECT d.device_id, d.nickname, d.room, d.care, d.last_seen_at, d.enrolled_at
                    FROM laptop_cause c JOIN device d ON d.device_id = c.device_id
                    WHERE c.setting_id = :setting AND c.rule = :rule AND c.cause = :cause
                    ORDER BY c.setting_id, c.rule, c.cause, c.device_id
                    FETCH FIRST :most ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("rule", cause.rule())
                .bind("cause", cause.kind().code())
                .bind("most", most)
                .map((row, context) -> named(row))
                .list()
                .stream()
                .sorted(Comparator.comparing(Named::nickname))
                .toList());
  }

  private static Named named(ResultSet row) throws SQLException {
    return new Named(
        new DeviceId(Columns.uuid(row, "device_id")),
        row.getString("nickname"),
        row.getString("room"),
        Care.of(row.getString("care")),
        Columns.maybeInstant(row, "last_seen_at").orElse(Columns.instant(row, "enrolled_at")));
  }

  /** On how many laptops of a setting each rule is met, by rule id. */
  public Map<String, Kept> rules(SettingId setting) {
    return database.inTransaction(
        tx -> {
          Map<String, Kept> all = new TreeMap<>();
          tx.createQuery("SELECT rule, told, met FROM rule_count WHERE setting_id = :setting")
              .bind("setting", setting.value())
              .map(
                  (row, context) ->
                      Map.entry(
                          row.getString("rule"), new Kept(row.getInt("told"), row.getInt("met"))))
              .forEach(row -> all.put(row.getKey(), row.getValue()));
          return all;
        });
  }

  /** Why some laptops of a setting want attention; one that does not has no entry. */
  public Map<DeviceId, List<Cause>> causesOf(SettingId setting, Collection<DeviceId> laptops) {
    if (laptops.isEmpty()) {
      return Map.of();
    }
    return database.inTransaction(
        tx -> {
          Map<DeviceId, List<Cause>> all = new HashMap<>();
          tx.createQuery(
                  """
                  SELECT device_id, cause, rule FROM laptop_cause
                  WHERE setting_id = :setting AND device_id IN (<laptops>)
                  ORDER BY cause, rule
                  """)
              .bind("setting", setting.value())
              .bindList("laptops", laptops.stream().map(DeviceId::value).toList())
              .map(
                  (row, context) ->
                      all.computeIfAbsent(
                              new DeviceId(Columns.uuid(row, "device_id")), id -> new ArrayList<>())
                          .add(cause(row.getString("cause"), row.getString("rule"))))
              .list();
          return all;
        });
  }

  /**
   * The laptops of a setting that were last heard of before a time, as memory knows it.
   *
   * @param since those heard of since then are left out
   */
  public List<Named> unseen(SettingId setting, Instant since) {
    List<Named> rows =
        database.inTransaction(
            tx ->
                tx.createQuery(
                        """
                        SELECT device_id, nickname, room, care, last_seen_at, enrolled_at FROM device
                        WHERE setting_id = :setting AND banned_at IS NULL AND last_seen_at < :since
                        UNION ALL
                        SELECT device_id, nickname, room, care, last_seen_at, enrolled_at FROM device
                        WHERE setting_id = :setting AND banned_at IS NULL AND last_seen_at IS NULL
                          AND enrolled_at < :since
                        """)
                    .bind("setting", setting.value())
                    .bind("since", since)
                    .map((row, context) -> named(row))
                    .list());
    return rows.stream()
        .filter(each -> !heard(each.id(), since))
        .sorted(Comparator.comparing(Named::nickname))
        .toList();
  }

  private boolean heard(DeviceId laptop, Instant since) {
    return presence.isConnected(laptop)
        || presence
            .of(laptop)
            .flatMap(Presence.Seen::lastSeenAt)
            .filter(at -> !at.isBefore(since))
            .isPresent();
  }

  /**
   * How many laptops of several settings were last heard of before a time, and of these how many
   * are in order otherwise.
   *
   * @param since by setting
   */
  public Map<SettingId, int[]> unseenCounts(Map<SettingId, Instant> since) {
    Map<Instant, List<UUID>> together = new HashMap<>();
    since.forEach(
        (setting, at) ->
            together.computeIfAbsent(at, each -> new ArrayList<>()).add(setting.value()));
    Map<SettingId, int[]> all = new HashMap<>();
    together.forEach((at, settings) -> unseenCounts(settings, at, all));
    return all;
  }

  private void unseenCounts(List<UUID> settings, Instant since, Map<SettingId, int[]> all) {
    database.useTransaction(
        tx ->
            tx
                .createQuery(
                    """
                    SELECT d.setting_id, d.device_id, d.nickname, d.room, d.care, d.last_seen_at,
                      d.enrolled_at
                    FROM setting s JOIN device d ON d.setting_id = s.setting_id
                      AND d.banned_at IS NULL AND d.last_seen_at < :since
                    WHERE s.setting_id IN (<settings>)
                    UNION ALL
                    SELECT d.setting_id, d.device_id, d.nickname, d.room, d.care, d.last_seen_at,
                      d.enrolled_at
                    FROM setting s JOIN device d ON d.setting_id = s.setting_id
                      AND d.banned_at IS NULL AND d.last_seen_at IS NULL AND d.enrolled_at < :since
                    WHERE s.setting_id IN (<settings>)
                    """)
                .bindList("settings", settings)
                .bind("since", since)
                .map(
                    (row, context) ->
                        Map.entry(new SettingId(Columns.uuid(row, "setting_id")), named(row)))
                .list()
                .stream()
                .filter(row -> !heard(row.getValue().id(), since))
                .forEach(
                    row -> {
                      int[] its = all.computeIfAbsent(row.getKey(), id -> new int[2]);
                      its[0]++;
                      its[1] += row.getValue().care() == Care.ATTENTION ? 0 : 1;
                    }));
  }

  /** The laptops of a setting that told nothing yet, by nickname. */
  public List<Named> firstChecks(SettingId setting) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT device_id, nickname, room, care, last_seen_at, enrolled_at FROM device
                    WHERE setting_id = :setting AND care = 'first-check'
                    ORDER BY nickname, device_id
                    """)
                .bind("setting", setting.value())
                .map(
                    (row, context) -> {
                      Named named = named(row);
                      return new Named(
                          named.id(),
                          named.nickname(),
                          named.room(),
                          named.care(),
                          Columns.instant(row, "enrolled_at"));
                    })
                .list());
  }

  /** When something of a setting was last proved, by that laptop's clock. */
  public Optional<Instant> lastProved(SettingId setting) {
    return database.inTransaction(
        tx -> {
          Optional<Instant> newest = of(tx, setting);
          List<Optional<Instant>> latest =
              tx.createQuery(
                      """
                      SELECT device_id, findings_proved_at FROM device
                      WHERE setting_id = :setting AND banned_at IS NULL AND last_seen_at IS NOT NULL
                      ORDER BY setting_id DESC, banned_at DESC, last_seen_at DESC
                      FETCH FIRST 10 ROWS ONLY
                      """)
                  .bind("setting", setting.value())
                  .map(
                      (row, context) ->
                          Presence.later(
                              Columns.maybeInstant(row, "findings_proved_at"),
                              presence
                                  .of(new DeviceId(Columns.uuid(row, "device_id")))
                                  .flatMap(Presence.Seen::findingsProvedAt)))
                  .list();
          for (Optional<Instant> each : latest) {
            newest = Presence.later(newest, each);
          }
          return newest;
        });
  }

  private static Optional<Instant> of(Transaction tx, SettingId setting) {
    return tx.createQuery("SELECT checked_at FROM setting_summary WHERE setting_id = :setting")
        .bind("setting", setting.value())
        .map((row, context) -> Columns.maybeInstant(row, "checked_at"))
        .findOne()
        .flatMap(at -> at);
  }

  /** In which rooms laptops of a setting are used, and how many in each; without room: empty. */
  public Map<String, Integer> rooms(SettingId setting) {
    return database.inTransaction(
        tx -> {
          Map<String, Integer> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
          tx.createQuery(
                  """
                  SELECT room, COUNT(*) AS laptops FROM device
                  WHERE setting_id = :setting AND banned_at IS NULL GROUP BY room
                  """)
              .bind("setting", setting.value())
              .map((row, context) -> Map.entry(row.getString("room"), row.getInt("laptops")))
              .forEach(row -> all.merge(row.getKey(), row.getValue(), Integer::sum));
          return all;
        });
  }
}
