package io.stairgate.console.policy;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * What people decided about rules on laptops, and the policies signed for it. Any thread may use
 * it.
 *
 * <p>Over 300 lines because what was decided and what was signed for it are read and written
 * together.
 */
public final class PolicyStore {
  private final Database database;
  private final SettingPolicyStore files;
  private final AccountOrderStore orders;
  private final RolloutStore rollouts;

  public PolicyStore(Database database) {
    this.database = database;
    this.files = new SettingPolicyStore(database);
    this.orders = new AccountOrderStore(database);
    this.rollouts = new RolloutStore(database, files);
  }

  /** The versions of the settings' policies. */
  SettingPolicyStore files() {
    return files;
  }

  /** Changes that come step by step. */
  RolloutStore rollouts() {
    return rollouts;
  }

  /** The laptops that any console signed a policy for since a moment. */
  List<DeviceId> signedSince(Instant moment) {
    return database.inTransaction(
        tx ->
            tx.createQuery("SELECT DISTINCT device_id FROM policy WHERE made_at >= :moment")
                .bind("moment", moment)
                .mapTo(UUID.class)
                .map(DeviceId::new)
                .list());
  }

  /** What is said of single accounts. */
  AccountOrderStore orders() {
    return orders;
  }

  /** When the newest policy of each laptop of a setting was made. */
  Map<DeviceId, Instant> made(SettingId setting) {
    return database.inTransaction(
        transaction -> {
          Map<DeviceId, Instant> all = new HashMap<>();
          transaction
              .createQuery(
                  """
                  SELECT p.device_id, MAX(p.made_at) AS latest
                  FROM policy p JOIN device d ON d.device_id = p.device_id
                  WHERE p.setting_id = :setting AND d.banned_at IS NULL
                  GROUP BY p.device_id
                  """)
              .bind("setting", setting.value())
              .map(
                  (row, context) ->
                      Map.entry(
                          new DeviceId(Columns.uuid(row, "device_id")),
                          Columns.instant(row, "latest")))
              .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
          return all;
        });
  }

  /**
   * What people decided about one laptop, by rule, whether for it alone or for all; a rule that is
   * missing is watched. Empty where the setting has no such laptop.
   */
  public List<DeviceRule> rules(SettingId setting, DeviceId device) {
    return database.inTransaction(
        transaction -> {
          if (!files.laptops(transaction, setting, device).knows(device)) {
            return List.of();
          }
          Map<String, DeviceRule> all = new TreeMap<>();
          KeptPolicy current = files.current(transaction, setting);
          PolicyHeading heading = current.heading();
          EffectiveRules holds =
              EffectiveRules.of(current.policy(), device)
                  .with(rollouts.holds(transaction, setting).on(device));
          holds
              .rules()
              .forEach(
                  (rule, settings) -> {
                    if (settings.stage() != Stage.WATCH) {
                      all.put(
                          rule.id(),
                          new DeviceRule(
                              rule.id(),
                              settings.stage(),
                              heading.madeAt(),
                              heading.madeBy().name(),
                              heading.reason()));
                    }
                  });
          rules(transaction, setting, device)
              .forEach(
                  row -> {
                    Stage stage =
                        all.containsKey(row.rule()) ? all.get(row.rule()).stage() : Stage.WATCH;
                    if (row.stage() == stage) {
                      all.put(row.rule(), row);
                    }
                  });
          return List.copyOf(all.values());
        });
  }

  /** The stage of one rule on one laptop. */
  public Stage stage(SettingId setting, DeviceId device, String rule) {
    return rules(setting, device).stream()
        .filter(each -> each.rule().equals(rule))
        .map(DeviceRule::stage)
        .findFirst()
        .orElse(Stage.WATCH);
  }

  /** The laptops of a setting that a policy was signed for. */
  List<DeviceId> signedFor(SettingId setting) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT DISTINCT p.device_id FROM policy p JOIN device d ON d.device_id = p.device_id
                    WHERE p.setting_id = :setting AND d.banned_at IS NULL
                    """)
                .bind("setting", setting.value())
                .mapTo(UUID.class)
                .map(DeviceId::new)
                .list());
  }

  /** The newest policy signed for a laptop; empty where none was. */
  public Optional<StoredPolicy> newest(SettingId setting, DeviceId device) {
    return database.inTransaction(transaction -> newest(transaction, setting, device));
  }

  List<DeviceRule> rules(Transaction transaction, SettingId setting, DeviceId device) {
    return transaction
        .createQuery(
            """
            SELECT * FROM device_rule WHERE setting_id = :setting AND device_id = :device
            ORDER BY rule
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .map((row, context) -> rule(row))
        .list();
  }

  Optional<StoredPolicy> newest(Transaction transaction, SettingId setting, DeviceId device) {
    return transaction
        .createQuery(
            """
            SELECT * FROM policy WHERE setting_id = :setting AND device_id = :device
            ORDER BY epoch DESC, number DESC
            FETCH FIRST 1 ROW ONLY
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .map((row, context) -> policy(row))
        .findOne();
  }

  /**
   * Makes other transactions that number policies of this laptop wait; false where the setting has
   * no such laptop.
   */
  boolean lock(Transaction transaction, SettingId setting, DeviceId device) {
    return transaction
        .createQuery(
            """
            SELECT device_id FROM device
            WHERE setting_id = :setting AND device_id = :device AND banned_at IS NULL
            FOR UPDATE
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .mapTo(UUID.class)
        .findOne()
        .isPresent();
  }

  /** Like {@link #lock}, for every laptop of the setting, always in the same order. */
  void lockAll(Transaction transaction, SettingId setting) {
    var _ =
        transaction
            .createQuery(
                """
                SELECT device_id FROM device
                WHERE setting_id = :setting AND banned_at IS NULL
                ORDER BY device_id
                FOR UPDATE
                """)
            .bind("setting", setting.value())
            .mapTo(UUID.class)
            .list();
  }

  /** The highest number of an epoch that was signed for each laptop. */
  Map<DeviceId, Long> numbers(Transaction transaction, SettingId setting, long epoch) {
    Map<DeviceId, Long> all = new HashMap<>();
    transaction
        .createQuery(
            """
            SELECT device_id, MAX(number) AS highest FROM policy
            WHERE setting_id = :setting AND epoch = :epoch
            GROUP BY device_id
            """)
        .bind("setting", setting.value())
        .bind("epoch", epoch)
        .map(
            (row, context) ->
                Map.entry(new DeviceId(Columns.uuid(row, "device_id")), row.getLong("highest")))
        .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }

  /** Writes down what was decided for many laptops. */
  void putAll(Transaction transaction, SettingId setting, Map<DeviceId, List<DeviceRule>> rules) {
    PreparedBatch gone =
        transaction.prepareBatch(
            "DELETE FROM device_rule WHERE setting_id = :setting AND device_id = :device AND rule ="
                + " :rule");
    PreparedBatch added =
        transaction.prepareBatch(
            """
            INSERT INTO device_rule (device_id, rule, setting_id, stage, changed_at, changed_by, why)
            VALUES (:device, :rule, :setting, :stage, :at, :by, :why)
            """);
    rules.forEach(
        (device, decided) ->
            decided.forEach(
                rule -> {
                  gone.bind("setting", setting.value())
                      .bind("device", device.value())
                      .bind("rule", rule.rule())
                      .add();
                  added
                      .bind("device", device.value())
                      .bind("rule", rule.rule())
                      .bind("setting", setting.value())
                      .bind("stage", rule.stage().code())
                      .bind("at", rule.changedAt())
                      .bind("by", rule.changedBy())
                      .bind("why", rule.why())
                      .add();
                }));
    if (added.size() > 0) {
      var _ = gone.execute();
      var _ = added.execute();
    }
  }

  /** Keeps policies signed for many laptops. */
  void insertAll(Transaction transaction, SettingId setting, Map<DeviceId, StoredPolicy> policies) {
    PreparedBatch batch =
        transaction.prepareBatch(
            """
            INSERT INTO policy (device_id, epoch, number, setting_id, made_at, signed)
            VALUES (:device, :epoch, :number, :setting, :at, :signed)
            """);
    policies.forEach(
        (device, policy) ->
            batch
                .bind("device", device.value())
                .bind("epoch", policy.version().epoch())
                .bind("number", policy.version().number())
                .bind("setting", setting.value())
                .bind("at", policy.madeAt())
                .bind("signed", policy.signed())
                .add());
    var _ = batch.execute();
  }

  void insert(Transaction transaction, SettingId setting, DeviceId device, StoredPolicy policy) {
    insertAll(transaction, setting, Map.of(device, policy));
  }

  private static DeviceRule rule(ResultSet row) throws SQLException {
    return new DeviceRule(
        row.getString("rule"),
        Stage.of(row.getString("stage")).orElse(Stage.WATCH),
        Columns.instant(row, "changed_at"),
        row.getString("changed_by"),
        row.getString("why"));
  }

  private static StoredPolicy policy(ResultSet row) throws SQLException {
    return new StoredPolicy(
        new PolicyVersion(row.getLong("epoch"), row.getLong("number")),
        Columns.instant(row, "made_at"),
        Columns.bytes(row, "signed"));
  }
}
