package io.stairgate.console.alert;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Of which alerts somebody is to be told next, for the planner of messages. Any thread. */
public final class AlertPlanStore {
  private final Database database;

  public AlertPlanStore(Database database) {
    this.database = database;
  }

  /** The settings with an alert whose time has come; for the planner, across settings. */
  public static List<SettingId> settings(Transaction tx, Instant now) {
    return tx.createQuery("SELECT DISTINCT setting_id FROM alert WHERE plan_at <= :now")
        .bind("now", now)
        .mapTo(UUID.class)
        .map(SettingId::new)
        .list();
  }

  /** When the next of all alerts is looked at; for the planner, across settings. */
  public static Optional<Instant> earliest(Transaction tx) {
    return tx.createQuery(
            """
            SELECT plan_at FROM alert WHERE plan_at IS NOT NULL
            ORDER BY plan_at
            FETCH FIRST 1 ROW ONLY
            """)
        .map((row, context) -> Columns.instant(row, "plan_at"))
        .findFirst();
  }

  /**
   * The alerts of a setting whose time has come, the longest waiting first.
   *
   * @param limit how many at most, 1 to 1000
   */
  public List<Alert> due(Transaction tx, SettingId setting, Instant now, int limit) {
    return tx.createQuery(
            AlertStore.SELECT
                + """
                AND a.plan_at <= :now
                ORDER BY a.plan_at, a.raised_at, a.alert_id
                FETCH FIRST :limit ROWS ONLY
                """)
        .bind("setting", setting.value())
        .bind("now", now)
        .bind("limit", limit)
        .map((row, context) -> AlertStore.read(row))
        .list();
  }

  /**
   * Notes who is told of an alert so far, and when it is looked at next.
   *
   * @param step as in {@link Alert#toldStep}
   * @param toldAt when the first were told; empty: as before
   * @param next when it is looked at next; empty: not again
   */
  public void planned(
      Transaction tx,
      SettingId setting,
      UUID id,
      int step,
      Optional<Instant> toldAt,
      Optional<Instant> next) {
    tx.createUpdate(
            """
            UPDATE alert SET told_step = :step,
              told_at = COALESCE(CAST(:told AS TIMESTAMP WITH TIME ZONE), told_at),
              plan_at = CAST(:next AS TIMESTAMP WITH TIME ZONE)
            WHERE setting_id = :setting AND alert_id = :id
            """)
        .bind("step", step)
        .bind("told", toldAt.orElse(null))
        .bind("next", next.orElse(null))
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
  }

  /** Puts an alert that comes and goes on the weekly list. */
  public void quiet(Transaction tx, SettingId setting, UUID id, Instant now) {
    boolean changed =
        tx.createUpdate(
                    """
                    UPDATE alert SET severity = 'weekly', plan_at = NULL
                    WHERE setting_id = :setting AND alert_id = :id
                    """)
                .bind("setting", setting.value())
                .bind("id", id)
                .execute()
            == 1;
    if (changed) {
      AlertRepeatStore.add(
          tx, setting, id, new AlertStep(now, AlertStep.What.QUIET, "Console", ""));
    }
  }

  /**
   * Whether somebody was told of another alert of a kind on a laptop since then.
   *
   * @param alert the one that is not another
   */
  public boolean wasToldLately(
      Transaction tx, SettingId setting, DeviceId device, String kind, UUID alert, Instant since) {
    return tx.createQuery(
                """
                SELECT COUNT(*) FROM alert
                WHERE setting_id = :setting AND device_id = :device AND kind = :kind
                  AND told_at >= :since AND alert_id <> :id
                """)
            .bind("setting", setting.value())
            .bind("device", device.value())
            .bind("kind", kind)
            .bind("since", since)
            .bind("id", alert)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /**
   * The open alerts of a setting, oldest first, for the weekly list.
   *
   * @param limit how many at most, 1 to 1000
   */
  public List<Alert> open(Transaction tx, SettingId setting, int limit) {
    return tx.createQuery(
            AlertStore.SELECT
                + """
                AND a.resolved_at IS NULL
                ORDER BY a.raised_at, a.alert_id
                FETCH FIRST :limit ROWS ONLY
                """)
        .bind("setting", setting.value())
        .bind("limit", limit)
        .map((row, context) -> AlertStore.read(row))
        .list();
  }

  /** The laptops with an open alert of that cause. */
  public List<DeviceId> openCauses(Transaction tx, SettingId setting, String cause) {
    return tx.createQuery(
            """
            SELECT device_id FROM alert
            WHERE setting_id = :setting AND cause = :cause AND resolved_at IS NULL
              AND device_id IS NOT NULL
            """)
        .bind("setting", setting.value())
        .bind("cause", cause)
        .mapTo(UUID.class)
        .map(DeviceId::new)
        .list();
  }

  /** What became of an alert and does not stand on it any more, oldest first; at most 500. */
  public List<AlertStep> history(SettingId setting, UUID id) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT * FROM alert_history WHERE setting_id = :setting AND alert_id = :id
                    ORDER BY at, what
                    FETCH FIRST 500 ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("id", id)
                .map(
                    (row, context) ->
                        new AlertStep(
                            Columns.instant(row, "at"),
                            AlertStep.What.of(row.getString("what"))
                                .orElse(AlertStep.What.OPENED_AGAIN),
                            row.getString("who"),
                            row.getString("words")))
                .list());
  }
}
