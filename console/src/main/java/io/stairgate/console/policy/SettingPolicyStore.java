package io.stairgate.console.policy;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The versions of settings' policies. Any thread may use it. */
public final class SettingPolicyStore {
  /** What a setting has that never decided anything. */
  private static final KeptPolicy NOTHING =
      new KeptPolicy(
          new PolicyHeading(
              0, new MadeBy("console", Optional.empty(), "Console"), "", Instant.EPOCH, ""),
          SettingPolicy.DEFAULT);

  private final Database database;
  private final ReadAlready readAlready = new ReadAlready();

  SettingPolicyStore(Database database) {
    this.database = database;
  }

  /** What holds in a setting now; the defaults, as version 0, where nothing was decided. */
  KeptPolicy current(SettingId setting) {
    return database.inTransaction(transaction -> current(transaction, setting));
  }

  KeptPolicy current(Transaction transaction, SettingId setting) {
    return transaction
        .createQuery(
            """
            SELECT * FROM setting_policy WHERE setting_id = :setting
            ORDER BY version DESC
            FETCH FIRST 1 ROW ONLY
            """)
        .bind("setting", setting.value())
        .map((row, context) -> kept(row))
        .findOne()
        .orElse(NOTHING);
  }

  /** One version; empty where the setting has none of that number. */
  public Optional<KeptPolicy> version(SettingId setting, long version) {
    return database.inTransaction(transaction -> version(transaction, setting, version));
  }

  Optional<KeptPolicy> version(Transaction transaction, SettingId setting, long version) {
    return transaction
        .createQuery(
            """
            SELECT * FROM setting_policy WHERE setting_id = :setting AND version = :version
            """)
        .bind("setting", setting.value())
        .bind("version", version)
        .map((row, context) -> kept(row))
        .findOne();
  }

  /**
   * The versions, newest first.
   *
   * @param before only those with a smaller number
   * @param limit how many at most, 1 to 1000
   */
  public List<PolicyHeading> versions(SettingId setting, long before, int limit) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT version, made_by_kind, made_by_id, made_by_name, reason, made_at,
                      approved_by_name
                    FROM setting_policy WHERE setting_id = :setting AND version < :before
                    ORDER BY version DESC
                    FETCH FIRST :limit ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> heading(row))
                .list());
  }

  void insert(
      Transaction transaction, SettingId setting, KeptPolicy kept, Optional<UUID> approvedBy) {
    PolicyHeading heading = kept.heading();
    transaction
        .createUpdate(
            """
            INSERT INTO setting_policy (setting_id, version, file_text, made_by_kind, made_by_id,
              made_by_name, reason, made_at, approved_by_id, approved_by_name)
            VALUES (:setting, :version, :text, :kind, CAST(:by AS UUID), :name, :reason, :at,
              CAST(:approved AS UUID), :approvedName)
            """)
        .bind("setting", setting.value())
        .bind("version", heading.version())
        .bind("text", PolicyFile.kept(kept.policy()))
        .bind("kind", heading.madeBy().kind())
        .bind("by", heading.madeBy().id().map(UUID::toString).orElse(null))
        .bind("name", heading.madeBy().name())
        .bind("reason", heading.reason())
        .bind("at", heading.madeAt())
        .bind("approved", approvedBy.map(UUID::toString).orElse(null))
        .bind("approvedName", heading.approvedBy())
        .execute();
  }

  /** The laptops of a setting by id and nickname. */
  LaptopNames laptops(Transaction transaction, SettingId setting) {
    return laptops(transaction, setting, Optional.empty());
  }

  /** One laptop, where the setting has it. */
  LaptopNames laptops(Transaction transaction, SettingId setting, DeviceId device) {
    return laptops(transaction, setting, Optional.of(device));
  }

  private static LaptopNames laptops(
      Transaction transaction, SettingId setting, Optional<DeviceId> only) {
    Map<DeviceId, String> names = new HashMap<>();
    transaction
        .createQuery(
            """
            SELECT device_id, nickname FROM device
            WHERE setting_id = :setting AND banned_at IS NULL
            """
                + (only.isPresent()
                    ? "AND device_id = CAST(:only AS UUID)"
                    : "AND CAST(:only AS UUID) IS NULL"))
        .bind("setting", setting.value())
        .bind("only", only.map(DeviceId::toString).orElse(null))
        .map(
            (row, context) ->
                Map.entry(new DeviceId(Columns.uuid(row, "device_id")), row.getString("nickname")))
        .forEach(entry -> names.put(entry.getKey(), entry.getValue()));
    return LaptopNames.of(names);
  }

  /** What was decided laptop by laptop before there was a file. */
  Map<DeviceId, Map<Rule, RuleChange>> decidedByLaptop(Transaction transaction, SettingId setting) {
    Map<DeviceId, Map<Rule, RuleChange>> all = new HashMap<>();
    transaction
        .createQuery(
            """
            SELECT r.device_id, r.rule, r.stage FROM device_rule r
            JOIN device d ON d.device_id = r.device_id
            WHERE r.setting_id = :setting AND d.banned_at IS NULL
            """)
        .bind("setting", setting.value())
        .map(
            (row, context) ->
                Map.entry(
                    new DeviceId(Columns.uuid(row, "device_id")),
                    List.of(row.getString("rule"), row.getString("stage"))))
        .forEach(
            entry ->
                Rule.of(entry.getValue().getFirst())
                    .ifPresent(
                        rule ->
                            all.computeIfAbsent(entry.getKey(), id -> new HashMap<>())
                                .put(
                                    rule,
                                    new RuleChange(
                                        rule, Stage.of(entry.getValue().getLast()), Map.of()))));
    return all;
  }

  /**
   * What holds in several settings now; one that never decided anything has no entry.
   *
   * @param settings any number; each is read by itself
   */
  Map<SettingId, SettingPolicy> current(Collection<SettingId> settings) {
    if (settings.isEmpty()) {
      return Map.of();
    }
    return database.inTransaction(
        transaction -> {
          Map<SettingId, SettingPolicy> all = new HashMap<>();
          transaction
              .createQuery(
                  """
                  SELECT p.* FROM setting_policy p
                  WHERE p.setting_id IN (<settings>) AND p.version =
                    (SELECT MAX(n.version) FROM setting_policy n WHERE n.setting_id = p.setting_id)
                  """)
              .bindList("settings", settings.stream().map(SettingId::value).toList())
              .map(
                  (row, context) ->
                      Map.entry(new SettingId(Columns.uuid(row, "setting_id")), kept(row).policy()))
              .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
          return all;
        });
  }

  private KeptPolicy kept(ResultSet row) throws SQLException {
    return new KeptPolicy(
        heading(row), readAlready.of(Columns.uuid(row, "setting_id"), row.getString("file_text")));
  }

  /**
   * Files that were read before: pages ask for the same one again and again. The text itself says
   * whether it is the same, so that nothing can be out of date.
   */
  private static final class ReadAlready {
    private static final int MOST = 2_000;

    private record One(String text, SettingPolicy policy) {}

    private final Map<UUID, One> bySetting = new ConcurrentHashMap<>();

    SettingPolicy of(UUID setting, String text) {
      One known = bySetting.get(setting);
      if (known != null && known.text().equals(text)) {
        return known.policy();
      }
      One read = new One(text, PolicyFile.ofKept(text));
      if (bySetting.size() >= MOST) {
        bySetting.clear();
      }
      bySetting.put(setting, read);
      return read.policy();
    }
  }

  private static PolicyHeading heading(ResultSet row) throws SQLException {
    return new PolicyHeading(
        row.getLong("version"),
        new MadeBy(
            row.getString("made_by_kind"),
            Columns.maybeUuid(row, "made_by_id"),
            row.getString("made_by_name")),
        row.getString("reason"),
        Columns.instant(row, "made_at"),
        row.getString("approved_by_name"));
  }
}
