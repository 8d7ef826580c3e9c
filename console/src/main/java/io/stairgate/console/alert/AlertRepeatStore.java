package io.stairgate.console.alert;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What becomes of an alert that happens again: within the transaction that tells of it. */
final class AlertRepeatStore {
  /** So many different media on one laptop in a day are more than a mistake. */
  static final int MEDIA = 3;

  /** So many tries on one laptop in a day as well. */
  static final int ATTEMPTS = 5;

  /**
   * Opens an alert again that had ended before it happened once more. Something urgent is told
   * anew; what was told of today is not told twice.
   *
   * @param same which alert it is, in SQL
   */
  void openAgain(Transaction tx, NewAlert alert, String same) {
    tx.createQuery(
            "SELECT alert_id, resolved_at, resolved_by, outcome, outcome_words, severity FROM alert"
                + " WHERE setting_id = :setting AND resolved_at IS NOT NULL AND "
                + same)
        .bind("setting", alert.setting().value())
        .bind("device", alert.device().map(DeviceId::toString).orElse(null))
        .bind("group", alert.groupKey())
        .map(
            (row, context) ->
                new Ended(
                    Columns.uuid(row, "alert_id"),
                    Columns.instant(row, "resolved_at"),
                    row.getString("resolved_by"),
                    row.getString("outcome"),
                    row.getString("outcome_words"),
                    row.getString("severity")))
        .list()
        .forEach(ended -> openAgain(tx, alert, ended));
  }

  private record Ended(
      UUID id, Instant at, String by, String outcome, String words, String severity) {}

  private static void openAgain(Transaction tx, NewAlert alert, Ended ended) {
    boolean tellAnew =
        ended.severity().equals(AlertClass.URGENT.code())
            || ended.severity().equals(AlertClass.TODAY.code());
    tx.createUpdate(
            """
            UPDATE alert SET resolved_at = NULL, resolved_by = NULL, outcome = NULL,
              outcome_words = '', acknowledged_at = NULL, acknowledged_by = NULL,
              told_step = CASE WHEN severity = 'urgent' THEN 0 ELSE told_step END,
              waits_until = CAST(:waits AS TIMESTAMP WITH TIME ZONE),
              plan_at = CAST(:plan AS TIMESTAMP WITH TIME ZONE)
            WHERE setting_id = :setting AND alert_id = :id
            """)
        .bind("waits", alert.waitsUntil().orElse(null))
        .bind("plan", tellAnew ? alert.raisedAt().plus(alert.waits()) : null)
        .bind("setting", alert.setting().value())
        .bind("id", ended.id())
        .execute();
    if (!ended.outcome().equals(AlertOutcome.MENDED_BY_ITSELF.code())) {
      String words =
          AlertOutcome.of(ended.outcome()).map(AlertOutcome::words).orElse("")
              + (ended.words().isBlank() ? "" : ": " + ended.words());
      add(
          tx,
          alert.setting(),
          ended.id(),
          new AlertStep(ended.at(), AlertStep.What.RESOLVED, ended.by(), words));
      add(
          tx,
          alert.setting(),
          ended.id(),
          new AlertStep(alert.raisedAt(), AlertStep.What.OPENED_AGAIN, "Console", ""));
    }
  }

  /**
   * Makes it urgent where one laptop sees too many sticks, or too many tries, in a day. Once it is,
   * further sticks of that day join it without a message of their own.
   *
   * @param day the day at the setting
   */
  void lookAtSticks(Transaction tx, NewAlert alert, LocalDate day) {
    Optional<DeviceId> device = alert.device();
    if (device.isEmpty()) {
      return;
    }
    List<Blocked> today = blocked(tx, alert.setting(), device.get(), day);
    Optional<Blocked> latest = today.stream().max(Comparator.comparing(Blocked::changedAt));
    if (latest.isEmpty()) {
      return;
    }
    if (today.stream().anyMatch(each -> each.severity().equals(AlertClass.URGENT.code()))) {
      if (!latest.get().severity().equals(AlertClass.URGENT.code())) {
        joinSilently(tx, alert.setting(), latest.get().id());
      }
      return;
    }
    int attempts = today.stream().mapToInt(Blocked::attempts).sum();
    if (today.size() >= MEDIA || attempts >= ATTEMPTS) {
      String why =
          today.size() >= MEDIA
              ? today.size() + " different sticks on one laptop in a day"
              : attempts + " tries on one laptop in a day";
      makeUrgent(tx, alert, latest.get().id(), why);
    }
  }

  /** What was plugged in together at one dock is one try. */
  private record Blocked(UUID id, String severity, int occurrences, int media, Instant changedAt) {
    int attempts() {
      return Math.max(1, occurrences - (media - 1));
    }
  }

  private static List<Blocked> blocked(
      Transaction tx, SettingId setting, DeviceId device, LocalDate day) {
    return tx.createQuery(
            """
            SELECT alert_id, severity, occurrences, media_count, changed_at FROM alert
            WHERE setting_id = :setting AND device_id = :device AND kind = :kind
              AND group_key LIKE :day
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("kind", AlertKind.MEDIUM_BLOCKED.code())
        .bind("day", "% " + day)
        .map(
            (row, context) ->
                new Blocked(
                    Columns.uuid(row, "alert_id"),
                    row.getString("severity"),
                    row.getInt("occurrences"),
                    row.getInt("media_count"),
                    Columns.instant(row, "changed_at")))
        .list();
  }

  private static void joinSilently(Transaction tx, SettingId setting, UUID id) {
    tx.createUpdate(
            "UPDATE alert SET plan_at = NULL WHERE setting_id = :setting AND alert_id = :id")
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
  }

  private static void makeUrgent(Transaction tx, NewAlert alert, UUID id, String why) {
    tx.createUpdate(
            """
            UPDATE alert SET severity = :urgent, acknowledged_at = NULL, acknowledged_by = NULL,
              resolved_at = NULL, resolved_by = NULL, outcome = NULL, outcome_words = '',
              told_step = 0, told_at = NULL, waits_until = NULL, plan_at = :now, changed_at = :now
            WHERE setting_id = :setting AND alert_id = :id
            """)
        .bind("urgent", AlertClass.URGENT.code())
        .bind("now", alert.raisedAt())
        .bind("setting", alert.setting().value())
        .bind("id", id)
        .execute();
    add(
        tx,
        alert.setting(),
        id,
        new AlertStep(alert.raisedAt(), AlertStep.What.MADE_URGENT, "Console", why));
  }

  /** Keeps a step of an alert's life. */
  static void add(Transaction tx, SettingId setting, UUID alert, AlertStep step) {
    tx.createUpdate(
            """
            INSERT INTO alert_history (history_id, alert_id, setting_id, at, what, who, words)
            VALUES (:id, :alert, :setting, :at, :what, :who, :words)
            """)
        .bind("id", UUID.randomUUID())
        .bind("alert", alert)
        .bind("setting", setting.value())
        .bind("at", step.at())
        .bind("what", step.what().code())
        .bind("who", step.who())
        .bind("words", step.words().length() > 300 ? step.words().substring(0, 300) : step.words())
        .execute();
  }
}
