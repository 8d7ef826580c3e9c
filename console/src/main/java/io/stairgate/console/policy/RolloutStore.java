package io.stairgate.console.policy;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Changes of rules that come step by step. Any thread may use it.
 *
 * <p>Over 300 lines because what a step is judged by is read here beside what is kept of it.
 */
final class RolloutStore {
  private final Database database;
  private final SettingPolicyStore files;

  RolloutStore(Database database, SettingPolicyStore files) {
    this.database = database;
    this.files = files;
  }

  /** The settings in which one goes on by itself. */
  List<SettingId> going() {
    return database.inTransaction(
        tx ->
            tx.createQuery("SELECT DISTINCT setting_id FROM rollout WHERE state = 'going'")
                .mapTo(UUID.class)
                .map(SettingId::new)
                .list());
  }

  /** How many of a setting wait for a person. */
  int stopped(SettingId setting) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT COUNT(*) FROM rollout WHERE setting_id = :setting AND state = 'stopped'
                    """)
                .bind("setting", setting.value())
                .mapTo(Integer.class)
                .one());
  }

  /** Those under way, oldest first. */
  List<Rollout> open(Transaction tx, SettingId setting) {
    return tx.createQuery(
            """
            SELECT * FROM rollout WHERE setting_id = :setting AND state IN ('going', 'stopped')
            ORDER BY begun_at, rollout_id
            """)
        .bind("setting", setting.value())
        .map((row, context) -> read(row))
        .list();
  }

  /** The newest ones, whatever became of them. */
  List<Rollout> newest(Transaction tx, SettingId setting, int limit) {
    return tx.createQuery(
            """
            SELECT * FROM rollout WHERE setting_id = :setting
            ORDER BY begun_at DESC, rollout_id
            FETCH FIRST :limit ROWS ONLY
            """)
        .bind("setting", setting.value())
        .bind("limit", limit)
        .map((row, context) -> read(row))
        .list();
  }

  Optional<Rollout> find(Transaction tx, SettingId setting, UUID id) {
    return tx.createQuery("SELECT * FROM rollout WHERE setting_id = :setting AND rollout_id = :id")
        .bind("setting", setting.value())
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  List<Rollout.OnLaptop> laptops(Transaction tx, SettingId setting, UUID id) {
    return tx.createQuery(
            """
            SELECT * FROM rollout_laptop WHERE setting_id = :setting AND rollout_id = :id
            ORDER BY step, device_id
            """)
        .bind("setting", setting.value())
        .bind("id", id)
        .map((row, context) -> laptop(row))
        .list();
  }

  /** What laptops keep for now. */
  Holds holds(Transaction tx, SettingId setting) {
    List<Rollout> open = open(tx, setting);
    if (open.isEmpty()) {
      return Holds.NONE;
    }
    List<Holds.Hold> all = new ArrayList<>();
    for (Rollout rollout : open) {
      Set<DeviceId> reached =
          laptops(tx, setting, rollout.id()).stream()
              .filter(each -> each.step() <= rollout.step())
              .map(Rollout.OnLaptop::laptop)
              .collect(Collectors.toSet());
      all.add(new Holds.Hold(rollout.rule(), former(tx, setting, rollout), reached));
    }
    return new Holds(all);
  }

  /** What the policy was before a rollout. */
  SettingPolicy former(Transaction tx, SettingId setting, Rollout rollout) {
    return files
        .version(tx, setting, rollout.formerVersion())
        .map(KeptPolicy::policy)
        .orElse(SettingPolicy.DEFAULT);
  }

  void insert(Transaction tx, SettingId setting, Rollout rollout, List<Rollout.OnLaptop> laptops) {
    tx.createUpdate(
            """
            INSERT INTO rollout (rollout_id, setting_id, rule, way, former_version, version, state,
              step, steps, step_at, stop_reason, begun_by, begun_at, spread_id)
            VALUES (:id, :setting, :rule, :way, :former, :version, :state, :step, :steps, :stepAt,
              '', :by, :at, CAST(:spread AS UUID))
            """)
        .bind("id", rollout.id())
        .bind("setting", setting.value())
        .bind("rule", rollout.rule().id())
        .bind("way", rollout.way().code())
        .bind("former", rollout.formerVersion())
        .bind("version", rollout.version())
        .bind("state", rollout.state().code())
        .bind("step", rollout.step())
        .bind("steps", rollout.steps())
        .bind("stepAt", rollout.stepAt())
        .bind("by", rollout.begunBy())
        .bind("at", rollout.begunAt())
        .bind("spread", rollout.spread().map(UUID::toString).orElse(null))
        .execute();
    PreparedBatch batch =
        tx.prepareBatch(
            """
            INSERT INTO rollout_laptop (rollout_id, device_id, setting_id, step, state, connected,
              epoch, number, reason)
            VALUES (:id, :device, :setting, :step, 'waiting', FALSE, 0, 0, '')
            """);
    for (Rollout.OnLaptop each : laptops) {
      batch
          .bind("id", rollout.id())
          .bind("device", each.laptop().value())
          .bind("setting", setting.value())
          .bind("step", each.step())
          .add();
    }
    var _ = batch.execute();
  }

  /** A rollout stands otherwise now. */
  void update(
      Transaction tx,
      SettingId setting,
      UUID id,
      Rollout.State state,
      int step,
      Instant stepAt,
      String stopReason) {
    tx.createUpdate(
            """
            UPDATE rollout SET state = :state, step = :step, step_at = :stepAt,
              stop_reason = :reason,
              ended_at = CASE WHEN :ended THEN CAST(:stepAt AS TIMESTAMP WITH TIME ZONE) END
            WHERE setting_id = :setting AND rollout_id = :id
            """)
        .bind("state", state.code())
        .bind("step", step)
        .bind("stepAt", stepAt)
        .bind("reason", stopReason)
        .bind("ended", state == Rollout.State.DONE || state == Rollout.State.PUT_BACK)
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
  }

  /** Laptops got the policy that brings the change. */
  void reached(
      Transaction tx,
      SettingId setting,
      UUID id,
      Map<DeviceId, PolicyVersion> policies,
      Set<DeviceId> connected,
      Instant at) {
    PreparedBatch batch =
        tx.prepareBatch(
            """
            UPDATE rollout_laptop SET reached_at = :at, epoch = :epoch, number = :number,
              connected = :connected
            WHERE setting_id = :setting AND rollout_id = :id AND device_id = :device
            """);
    policies.forEach(
        (device, policy) ->
            batch
                .bind("at", at)
                .bind("epoch", policy.epoch())
                .bind("number", policy.number())
                .bind("connected", connected.contains(device))
                .bind("setting", setting.value())
                .bind("id", id)
                .bind("device", device.value())
                .add());
    if (batch.size() > 0) {
      var _ = batch.execute();
    }
  }

  /**
   * Laptops are to be reached in this step of a change over several settings; those that were not
   * reached yet come in the next one at the earliest.
   */
  void take(Transaction tx, SettingId setting, UUID id, Set<DeviceId> laptops, int step) {
    tx.createUpdate(
            """
            UPDATE rollout_laptop SET step = :later
            WHERE setting_id = :setting AND rollout_id = :id AND reached_at IS NULL
            """)
        .bind("later", step + 1)
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
    tx.createUpdate(
            """
            UPDATE rollout_laptop SET step = :step
            WHERE setting_id = :setting AND rollout_id = :id AND reached_at IS NULL
              AND device_id IN (<laptops>)
            """)
        .bind("step", step)
        .bind("setting", setting.value())
        .bind("id", id)
        .bindList("laptops", laptops.stream().map(DeviceId::value).toList())
        .execute();
  }

  /**
   * It goes on without the other settings from now on: those that were not reached yet come
   * together in one last step.
   */
  void detach(Transaction tx, SettingId setting, UUID id) {
    tx.createUpdate(
            """
            UPDATE rollout SET way = 'one-then-all', steps = step + 1
            WHERE setting_id = :setting AND rollout_id = :id
            """)
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
    tx.createUpdate(
            """
            UPDATE rollout_laptop SET step = 1 + (SELECT r.step FROM rollout r
                                                  WHERE r.rollout_id = :id)
            WHERE setting_id = :setting AND rollout_id = :id AND reached_at IS NULL
            """)
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
  }

  /** Laptops stand otherwise now. */
  void stand(
      Transaction tx, SettingId setting, UUID id, Map<DeviceId, RolloutJudge.Verdict> laptops) {
    PreparedBatch batch =
        tx.prepareBatch(
            """
            UPDATE rollout_laptop SET state = :state, reason = :reason
            WHERE setting_id = :setting AND rollout_id = :id AND device_id = :device
            """);
    laptops.forEach(
        (device, verdict) ->
            batch
                .bind("state", verdict.state().code())
                .bind("reason", verdict.reason())
                .bind("setting", setting.value())
                .bind("id", id)
                .bind("device", device.value())
                .add());
    if (batch.size() > 0) {
      var _ = batch.execute();
    }
  }

  /** A person lets the others go on: what failed until now does not stop it again. */
  void pass(Transaction tx, SettingId setting, UUID id) {
    tx.createUpdate(
            """
            UPDATE rollout_laptop SET state = 'passed'
            WHERE setting_id = :setting AND rollout_id = :id AND state = 'failed'
            """)
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
  }

  /**
   * What the console knows of one laptop.
   *
   * @param seenAt when it was last heard of, to the minute
   * @param provedAt when all its findings were last proved, by its own clock
   */
  record Seen(Optional<Instant> seenAt, Optional<Instant> provedAt) {}

  /** The setting's laptops; those that are gone are missing. */
  Map<DeviceId, Seen> seen(Transaction tx, SettingId setting) {
    Map<DeviceId, Seen> all = new HashMap<>();
    tx.createQuery(
            """
            SELECT device_id, last_seen_at, findings_proved_at FROM device
            WHERE setting_id = :setting AND banned_at IS NULL
            """)
        .bind("setting", setting.value())
        .map(
            (row, context) ->
                Map.entry(
                    new DeviceId(Columns.uuid(row, "device_id")),
                    new Seen(
                        Columns.maybeInstant(row, "last_seen_at"),
                        Columns.maybeInstant(row, "findings_proved_at"))))
        .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }

  /**
   * What a laptop last proved of a rule.
   *
   * @param state of the finding
   * @param hold how it is held
   * @param stage under which it was proved
   * @param sentence what the laptop says
   * @param provedAt by the laptop's clock
   */
  record Proof(String state, String hold, String stage, String sentence, Instant provedAt) {}

  Map<DeviceId, Proof> proofs(Transaction tx, SettingId setting, Rule rule) {
    Map<DeviceId, Proof> all = new HashMap<>();
    tx.createQuery(
            """
            SELECT device_id, state, hold, stage, sentence, proved_at FROM finding
            WHERE setting_id = :setting AND rule = :rule
            """)
        .bind("setting", setting.value())
        .bind("rule", rule.id())
        .map(
            (row, context) ->
                Map.entry(
                    new DeviceId(Columns.uuid(row, "device_id")),
                    new Proof(
                        row.getString("state"),
                        row.getString("hold"),
                        row.getString("stage"),
                        row.getString("sentence"),
                        Columns.instant(row, "proved_at"))))
        .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }

  private static Rollout read(ResultSet row) throws SQLException {
    return new Rollout(
        Columns.uuid(row, "rollout_id"),
        Rule.of(row.getString("rule")).orElseThrow(),
        RolloutWay.ofKept(row.getString("way")).orElse(RolloutWay.ONE_THEN_ALL),
        row.getLong("former_version"),
        row.getLong("version"),
        Rollout.State.of(row.getString("state")),
        row.getInt("step"),
        row.getInt("steps"),
        Columns.instant(row, "step_at"),
        row.getString("stop_reason"),
        row.getString("begun_by"),
        Columns.instant(row, "begun_at"),
        Columns.maybeInstant(row, "ended_at"),
        Columns.maybeUuid(row, "spread_id"));
  }

  private static Rollout.OnLaptop laptop(ResultSet row) throws SQLException {
    long epoch = row.getLong("epoch");
    return new Rollout.OnLaptop(
        new DeviceId(Columns.uuid(row, "device_id")),
        row.getInt("step"),
        Rollout.LaptopState.of(row.getString("state")),
        row.getBoolean("connected"),
        Columns.maybeInstant(row, "reached_at"),
        epoch == 0
            ? Optional.empty()
            : Optional.of(new PolicyVersion(epoch, row.getLong("number"))),
        row.getString("reason"));
  }
}
