package io.stairgate.console.keep;

import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Removes what is old enough, some rows in each transaction. The list of tables is data, and a test
 * holds it against the catalogue: each table is thinned, or says why it stays. It runs within the
 * caller's transactions, so any thread may use it.
 *
 * <p>Over 300 lines because the list is one.
 */
final class ThinningStore {
  private static final String HELD =
      """
      SELECT h.device_id FROM legal_hold h
      WHERE h.setting_id = :setting AND h.ended_at IS NULL AND h.device_id IS NOT NULL
      """;

  /** In this order: what others point to goes after them. */
  static final List<Sweep> SWEEPS = sweeps();

  private static List<Sweep> sweeps() {
    List<Sweep> all = new ArrayList<>();
    all.addAll(told());
    all.addAll(sticks());
    all.addAll(alerts());
    all.addAll(decided());
    all.addAll(signing());
    return List.copyOf(all);
  }

  /**
   * What a console received while its own clock was far behind is as old as the laptop says, unless
   * that one's clock was ahead.
   */
  private static final String OLD_EVENT =
      " AND t.received_at < :cut AND (t.occurred_at < :cut OR t.occurred_at > :now)";

  /** Goes with its event, which was swept before: a laptop's clock may have been far behind. */
  private static final String OLD_PART =
      """
      (t.occurred_at < :cut OR t.occurred_at > :now)
      AND NOT EXISTS (SELECT 1 FROM event e WHERE e.device_id = t.device_id
                      AND e.epoch = t.epoch AND e.sequence = t.sequence)
      """;

  private static List<Sweep> told() {
    String entry = "device_id epoch sequence";
    return List.of(
        Sweep.ofLaptop(Kept.LAPTOP_EVENTS, "event", entry, "t.kind <> 'media'" + OLD_EVENT)
            .counting("'event:' || t.kind", "received_at")
            .laptopByLaptop(),
        Sweep.ofLaptop(
            Kept.LAPTOP_EVENTS,
            "journal_gap",
            "device_id epoch first_sequence",
            "t.noticed_at < :cut"),
        Sweep.ofLaptop(
                Kept.LAPTOP_EVENTS,
                "drift",
                "drift_id",
                "t.received_at < :cut AND (t.occurred_at < :cut OR t.occurred_at > :now)")
            .counting("'drift:' || t.rule", "received_at"),
        Sweep.ofLaptop(
            Kept.LAPTOP_EVENTS,
            "laptop_program",
            "program_id",
            "t.gone_at IS NOT NULL AND t.gone_at < :cut"),
        // What a laptop follows now stays; what went wrong once, or on a laptop that left, goes.
        Sweep.ofLaptop(
            Kept.LAPTOP_EVENTS,
            "policy_word",
            "device_id kind",
            """
            t.received_at < :cut
            AND (t.kind <> 'applied'
              OR EXISTS (SELECT 1 FROM device d
                         WHERE d.device_id = t.device_id AND d.banned_at IS NOT NULL))
            """),
        Sweep.ofLaptop(
            Kept.NOTICES,
            "notice_read",
            "reading_id",
            """
            EXISTS (SELECT 1 FROM account_order o
                    WHERE o.setting_id = :setting AND o.account = t.account AND o.kind = 'left'
                      AND o.cleared_at IS NULL AND o.since < :cut)
            """));
  }

  private static List<Sweep> sticks() {
    String entry = "device_id epoch sequence";
    return List.of(
        Sweep.ofLaptop(Kept.STICKS, "event", entry, "t.kind = 'media'" + OLD_EVENT)
            .laptopByLaptop(),
        Sweep.ofLaptop(Kept.STICKS, "stick_sighting", entry, OLD_PART)
            .counting("'stick:' || t.action", "occurred_at"),
        Sweep.ofLaptop(Kept.STICKS, "media_permission_step", entry, OLD_PART)
            .counting("'permission:' || t.step", "occurred_at"),
        Sweep.ofLaptop(
                Kept.STICKS,
                "media_request",
                "request_id",
                """
                t.received_at < :cut AND t.state <> 'open'
                AND COALESCE(t.decided_at, t.received_at) < :cut
                """)
            .counting("'request:' || t.state", "received_at")
            .after(
                """
                UPDATE media_permission SET request_id = NULL
                WHERE setting_id = :setting AND request_id = :request_id
                """));
  }

  private static List<Sweep> alerts() {
    return List.of(
        Sweep.ofLaptop(
                Kept.MESSAGES,
                "notification",
                "notification_id",
                "t.created_at < :cut AND t.state IN ('sent', 'given-up', 'not-needed')")
            .heldWhere(
                """
                EXISTS (SELECT 1 FROM notification_alert n
                        JOIN alert a ON a.alert_id = n.alert_id
                        WHERE n.notification_id = t.notification_id AND a.device_id IN (HELD))
                """)
            .counting("'message:' || t.purpose", "created_at")
            .after("DELETE FROM notification_alert WHERE notification_id = :notification_id"),
        Sweep.of(Kept.MESSAGES, "away", "away_id", "t.last_day < :day"),
        Sweep.ofLaptop(
                Kept.ALERTS,
                "alert",
                "alert_id",
                "t.resolved_at IS NOT NULL AND t.resolved_at < :cut")
            .counting("'alert:' || t.kind", "raised_at")
            .after(
                "DELETE FROM notification_alert WHERE alert_id = :alert_id",
                "DELETE FROM alert_history WHERE alert_id = :alert_id",
                "DELETE FROM alert_medium WHERE alert_id = :alert_id"));
  }

  private static List<Sweep> decided() {
    return List.of(
        Sweep.of(
                Kept.DECISIONS,
                "media_permission",
                "permission_id",
                "t.ends_at < :cut AND COALESCE(t.stopped_at, t.ends_at) < :cut")
            .heldWhere(
                """
                EXISTS (SELECT 1 FROM media_permission_laptop l
                        WHERE l.permission_id = t.permission_id AND l.device_id IN (HELD))
                """)
            .after(
                "UPDATE own_stick SET permission_id = NULL WHERE permission_id = :permission_id",
                "DELETE FROM media_permission_step WHERE permission_id = :permission_id",
                "DELETE FROM media_permission_laptop WHERE permission_id = :permission_id"),
        Sweep.of(
                Kept.DECISIONS,
                "own_stick",
                "own_stick_id",
                "t.state = 'ended' AND COALESCE(t.decided_at, t.added_at) < :cut")
            .heldWhere(
                """
                EXISTS (SELECT 1 FROM own_stick_laptop l
                        WHERE l.own_stick_id = t.own_stick_id AND l.device_id IN (HELD))
                """)
            .after("DELETE FROM own_stick_laptop WHERE own_stick_id = :own_stick_id"),
        // A stick that nothing tells of any more.
        Sweep.of(
                Kept.STICKS,
                "stick",
                "stick_id",
                """
                t.listed_at < :cut
                AND NOT EXISTS (SELECT 1 FROM stick_sighting x WHERE x.stick_id = t.stick_id)
                AND NOT EXISTS (SELECT 1 FROM stick_presence x WHERE x.stick_id = t.stick_id)
                AND NOT EXISTS (SELECT 1 FROM media_request x WHERE x.stick_id = t.stick_id)
                AND NOT EXISTS (SELECT 1 FROM media_permission x WHERE x.stick_id = t.stick_id)
                AND NOT EXISTS (SELECT 1 FROM own_stick x WHERE x.stick_id = t.stick_id)
                """)
            .heldWhere("t.last_device_id IS NOT NULL AND t.last_device_id IN (HELD)"),
        Sweep.ofLaptop(
            Kept.DECISIONS, "telephone_answer", "device_id challenge", "t.answered_at < :cut"),
        Sweep.of(
            Kept.DECISIONS,
            "account_order",
            "order_id",
            """
            (t.cleared_at IS NOT NULL AND t.cleared_at < :cut)
            OR (t.kind = 'suspended' AND t.ends_at IS NOT NULL AND t.ends_at < :cut)
            """),
        Sweep.of(
                Kept.DECISIONS,
                "rollout",
                "rollout_id",
                "t.ended_at IS NOT NULL AND t.ended_at < :cut")
            .heldWhere(
                """
                EXISTS (SELECT 1 FROM rollout_laptop l
                        WHERE l.rollout_id = t.rollout_id AND l.device_id IN (HELD))
                """)
            .after("DELETE FROM rollout_laptop WHERE rollout_id = :rollout_id"),
        Sweep.of(
                Kept.DECISIONS,
                "spread",
                "spread_id",
                "t.ended_at IS NOT NULL AND t.ended_at < :cut")
            .after("DELETE FROM spread_part WHERE spread_id = :spread_id"),
        // What laptops keep that a change has not reached yet is read from the version before it.
        Sweep.of(
            Kept.DECISIONS,
            "setting_policy",
            "version",
            """
            EXISTS (SELECT 1 FROM setting_policy n
                    WHERE n.setting_id = t.setting_id AND n.version = t.version + 1
                      AND n.made_at < :cut)
            AND NOT EXISTS (SELECT 1 FROM rollout r
                    WHERE r.setting_id = t.setting_id AND r.former_version = t.version
                      AND r.ended_at IS NULL)
            """),
        Sweep.of(
            Kept.DECISIONS,
            "policy_proposal",
            "proposal_id",
            "t.outcome <> 'waiting' AND t.decided_at < :cut"),
        Sweep.ofLaptop(
                Kept.DECISIONS,
                "recovery_request",
                "request_id",
                "t.ended_at IS NOT NULL AND t.ended_at < :cut")
            .after("DELETE FROM recovery_agreement WHERE request_id = :request_id"),
        Sweep.of(
                Kept.DECISIONS,
                "audit_notice",
                "branch",
                """
                t.acknowledged_at < :cut
                AND t.branch < (SELECT MAX(n.branch) FROM audit_notice n
                                WHERE n.setting_id = :setting)
                """)
            .after(
                """
                DELETE FROM audit_notice_laptop WHERE setting_id = :setting AND branch = :branch
                """),
        Sweep.of(
            Kept.DECISIONS,
            "invitation",
            "invitation_id",
            "t.ends_at < :cut AND COALESCE(t.used_at, t.withdrawn_at, t.ends_at) < :cut"),
        Sweep.of(
            Kept.DECISIONS, "api_token", "secret_hash", "COALESCE(t.ended_at, t.ends_at) < :cut"),
        Sweep.of(Kept.DECISIONS, "webhook", "webhook_id", "t.ended_at < :cut"),
        Sweep.of(Kept.DECISIONS, "weekly_update", "week", "t.week < :day"),
        Sweep.of(Kept.DECISIONS, "enrol_code", "code_hash", "t.ends_at < :cut")
            .heldWhere(
                """
                EXISTS (SELECT 1 FROM enrolment e
                        WHERE e.code_hash = t.code_hash AND e.device_id IN (HELD))
                """)
            .after("DELETE FROM enrolment WHERE code_hash = :code_hash"),
        Sweep.of(
            Kept.DECISIONS,
            "legal_hold",
            "hold_id",
            "t.ended_at IS NOT NULL AND t.ended_at < :cut"));
  }

  private static List<Sweep> signing() {
    String newer =
        """
        t.made_at < :cut
        AND EXISTS (SELECT 1 FROM %1$s n
                    WHERE n.device_id = t.device_id
                      AND (n.epoch > t.epoch OR (n.epoch = t.epoch AND n.number > t.number)))
        """;
    return List.of(
        Sweep.ofLaptop(Kept.SIGNED, "policy", "device_id epoch number", newer.formatted("policy")),
        Sweep.ofLaptop(
            Kept.SIGNED,
            "signed_permissions",
            "device_id epoch number",
            newer.formatted("signed_permissions")),
        Sweep.ofLaptop(
            Kept.SIGNED,
            "certificate",
            "serial",
            """
            t.not_after < :cut
            AND EXISTS (SELECT 1 FROM certificate n
                        WHERE n.device_id = t.device_id AND n.not_after > t.not_after)
            """),
        Sweep.of(Kept.SIGN_INS, "web_session", "secret_hash", "t.ends_at < :cut"),
        Sweep.of(Kept.SIGN_INS, "entry_link", "secret_hash", "t.ends_at < :cut"),
        Sweep.of(Kept.SIGN_INS, "ceremony", "secret_hash", "t.ends_at < :cut"),
        Sweep.of(Kept.SIGN_INS, "api_answer", "token_id request_key", "t.asked_at < :cut"),
        Sweep.of(Kept.BROWSERS, "known_browser", "account_id secret_hash", "t.last_at < :cut"));
  }

  private final KeepingStore keeping;

  ThinningStore(KeepingStore keeping) {
    this.keeping = keeping;
  }

  /**
   * A row that is old enough.
   *
   * @param keys its primary key
   * @param counted what it becomes in the numbers that are left; null: nothing
   * @param month of the numbers
   */
  private record Due(Map<String, Object> keys, @Nullable String counted, LocalDate month) {}

  /**
   * Removes some rows.
   *
   * @param laptop only of this one, where the sweep goes laptop by laptop
   * @param amount how long the kind is kept
   * @param most how many rows
   * @return how many rows; fewer than {@code most}: there are no more
   */
  int some(
      Transaction tx,
      SettingId setting,
      Sweep sweep,
      Optional<DeviceId> laptop,
      int amount,
      Instant now,
      int most) {
    List<Due> due = due(tx, setting, sweep, laptop, amount, now, most);
    Map<LocalDate, Map<String, Long>> counts = new TreeMap<>();
    for (Due row : due) {
      for (String statement : sweep.first()) {
        run(tx, setting, statement, row.keys());
      }
      run(tx, setting, delete(sweep), row.keys());
      String counted = row.counted();
      if (counted != null) {
        counts.computeIfAbsent(row.month(), month -> new TreeMap<>()).merge(counted, 1L, Long::sum);
      }
    }
    counts.forEach(
        (month, all) -> all.forEach((what, many) -> keeping.count(tx, setting, month, what, many)));
    return due.size();
  }

  private static List<Due> due(
      Transaction tx,
      SettingId setting,
      Sweep sweep,
      Optional<DeviceId> laptop,
      int amount,
      Instant now,
      int most) {
    String sql = question(sweep, most);
    var query = tx.createQuery(sql).bind("setting", setting.value());
    if (sql.contains(":cut")) {
      query.bind("cut", sweep.kind().cut(amount, now));
    }
    if (sql.contains(":now")) {
      query.bind("now", now);
    }
    if (sql.contains(":day")) {
      query.bind("day", sweep.kind().cutDay(amount, now));
    }
    laptop.ifPresent(id -> query.bind("laptop", id.value()));
    return query.map((row, context) -> due(sweep, row)).list();
  }

  private static String question(Sweep sweep, int most) {
    StringBuilder sql = new StringBuilder("SELECT ");
    sweep.keys().forEach(key -> sql.append("t.").append(key).append(", "));
    sql.append(sweep.counted().isEmpty() ? "NULL" : sweep.counted()).append(" AS counted_as, ");
    sql.append(sweep.at().isEmpty() ? "NULL" : "t." + sweep.at()).append(" AS counted_at ");
    sql.append("FROM ").append(sweep.table()).append(" t WHERE t.setting_id = :setting ");
    if (sweep.eachLaptop()) {
      sql.append("AND t.device_id = :laptop ");
    }
    sql.append("AND (").append(sweep.due()).append(") ");
    if (!sweep.held().isEmpty()) {
      sql.append("AND NOT (").append(sweep.held().replace("HELD", HELD)).append(") ");
    }
    return sql.append("FETCH FIRST ").append(most).append(" ROWS ONLY").toString();
  }

  private static Due due(Sweep sweep, ResultSet row) throws SQLException {
    Map<String, Object> keys = new HashMap<>();
    for (String key : sweep.keys()) {
      keys.put(key, row.getObject(key));
    }
    @Nullable OffsetDateTime at =
        sweep.at().isEmpty() ? null : row.getObject("counted_at", OffsetDateTime.class);
    @Nullable String counted = sweep.counted().isEmpty() ? null : row.getString("counted_as");
    LocalDate month =
        at == null
            ? LocalDate.EPOCH
            : at.withOffsetSameInstant(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1);
    return new Due(keys, counted, month);
  }

  private static String delete(Sweep sweep) {
    StringBuilder sql =
        new StringBuilder("DELETE FROM ")
            .append(sweep.table())
            .append(" WHERE setting_id = :setting");
    sweep.keys().forEach(key -> sql.append(" AND ").append(key).append(" = :").append(key));
    return sql.toString();
  }

  private static void run(Transaction tx, SettingId setting, String sql, Map<String, Object> keys) {
    var update = tx.createUpdate(sql);
    if (sql.contains(":setting")) {
      update.bind("setting", setting.value());
    }
    keys.forEach(
        (key, value) -> {
          if (sql.contains(":" + key)) {
            bind(update, key, value);
          }
        });
    update.execute();
  }

  private static void bind(SqlStatement<?> statement, String key, Object value) {
    if (value instanceof UUID id) {
      statement.bind(key, id);
    } else if (value instanceof byte[] bytes) {
      statement.bind(key, bytes);
    } else {
      statement.bind(key, value);
    }
  }

  /** The laptops of a setting, those that are not held. */
  List<DeviceId> laptops(Transaction tx, SettingId setting) {
    return tx.createQuery(
            """
            SELECT d.device_id FROM device d
            WHERE d.setting_id = :setting AND d.device_id NOT IN (%s)
            ORDER BY d.device_id
            """
                .formatted(HELD))
        .bind("setting", setting.value())
        .map((row, context) -> new DeviceId(row.getObject("device_id", UUID.class)))
        .list();
  }
}
