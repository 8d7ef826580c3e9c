package io.stairgate.console.alert;

import io.stairgate.console.alert.Alert.AlertMedium;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What makes several happenings one alert: within the transaction that tells of them. Any thread.
 */
final class AlertGroupStore {
  /** What comes at one dock or hub within so long came at once. */
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  private final AlertRepeatStore repeats = new AlertRepeatStore();
  private final String insertMedium;

  AlertGroupStore(Database database) {
    this.insertMedium =
        database
            .dialect()
            .insertIfAbsent(
                "alert_medium",
                List.of("device_id", "group_key", "setting_id", "alert_id"),
                List.of("device_id", "group_key"));
  }

  /**
   * Raises an alert, or counts up the one there is.
   *
   * @param day the day it happened, at the setting
   * @return true where it is a new one
   */
  boolean raise(Transaction transaction, NewAlert alert, LocalDate day) {
    NewAlert keyed = sameState(transaction, alert.on(day));
    boolean counted = countUp(transaction, keyed);
    if (counted) {
      repeats.openAgain(transaction, keyed, same(keyed));
    }
    boolean added = !counted && !joinHub(transaction, keyed);
    if (added) {
      insert(transaction, keyed);
    }
    if (keyed.kind().equals(AlertKind.MEDIUM_BLOCKED.code())) {
      repeats.lookAtSticks(transaction, keyed, day);
    }
    return added;
  }

  /** A state that goes on is the alert there is, also on another day. */
  private static NewAlert sameState(Transaction transaction, NewAlert alert) {
    if (alert.cause().isEmpty() || alert.device().isEmpty()) {
      return alert;
    }
    return transaction
        .createQuery(
            """
            SELECT group_key FROM alert
            WHERE setting_id = :setting AND device_id = :device AND cause = :cause AND kind = :kind
              AND resolved_at IS NULL
            ORDER BY raised_at DESC
            FETCH FIRST 1 ROW ONLY
            """)
        .bind("setting", alert.setting().value())
        .bind("device", alert.device().get().value())
        .bind("cause", alert.cause())
        .bind("kind", alert.kind())
        .mapTo(String.class)
        .findFirst()
        .map(alert::named)
        .orElse(alert);
  }

  private static void insert(Transaction transaction, NewAlert alert) {
    AlertMedium medium = alert.medium().orElse(new AlertMedium("", "", "", "", ""));
    transaction
        .createUpdate(
            """
            INSERT INTO alert (alert_id, setting_id, device_id, kind, severity, group_key, medium_kind, vendor_id,
              product_id, medium_serial, medium_name, detail, occurrences, first_at, last_at, raised_at, changed_at,
              hub, cause, waits_until, plan_at)
            VALUES (:id, :setting, CAST(:device AS UUID), :kind, :severity, :group, :mediumKind, :vendor,
              :product, :serial, :name, :detail, 1, :at, :at, :now, :now, :hub, :cause,
              CAST(:waits AS TIMESTAMP WITH TIME ZONE), CAST(:plan AS TIMESTAMP WITH TIME ZONE))
            """)
        .bind("id", UUID.randomUUID())
        .bind("setting", alert.setting().value())
        .bind("device", alert.device().map(DeviceId::toString).orElse(null))
        .bind("kind", alert.kind())
        .bind("severity", alert.severity())
        .bind("group", alert.groupKey())
        .bind("mediumKind", medium.kind())
        .bind("vendor", medium.vendorId())
        .bind("product", medium.productId())
        .bind("serial", medium.serial())
        .bind("name", medium.name())
        .bind("detail", alert.detail())
        .bind("at", alert.at())
        .bind("now", alert.raisedAt())
        .bind("hub", alert.hub())
        .bind("cause", alert.cause())
        .bind("waits", alert.waitsUntil().orElse(null))
        .bind("plan", alert.planAt().orElse(null))
        .execute();
  }

  /** What is the same alert as one that happens. */
  private static String same(NewAlert alert) {
    return alert.device().isPresent()
        ? """
        device_id = CAST(:device AS UUID) AND (group_key = :group
          OR alert_id IN (SELECT m.alert_id FROM alert_medium m
            WHERE m.device_id = CAST(:device AS UUID)
              AND m.setting_id = :setting AND m.group_key = :group))
        """
        : """
        group_key = :group AND device_id IS NULL
          AND CAST(:device AS UUID) IS NULL
        """;
  }

  /** The same again: one of several behind a hub counts in their alert, and keeps its words. */
  private static boolean countUp(Transaction transaction, NewAlert alert) {
    return transaction
            .createUpdate(
                """
                UPDATE alert SET occurrences = occurrences + 1, changed_at = :now,
                  detail = CASE WHEN media_count > 1 THEN detail ELSE :detail END,
                  first_at = CASE WHEN first_at > :at THEN :at ELSE first_at END,
                  last_at = CASE WHEN last_at < :at THEN :at ELSE last_at END
                WHERE setting_id = :setting AND %s
                """
                    .formatted(same(alert)))
            .bind("setting", alert.setting().value())
            .bind("device", alert.device().map(DeviceId::toString).orElse(null))
            .bind("group", alert.groupKey())
            .bind("detail", alert.detail())
            .bind("at", alert.at())
            .bind("now", alert.raisedAt())
            .execute()
        > 0;
  }

  /** Another medium at the same dock or hub within seconds: one alert for both. */
  private boolean joinHub(Transaction transaction, NewAlert alert) {
    if (alert.hub().isEmpty() || alert.device().isEmpty()) {
      return false;
    }
    UUID device = alert.device().get().value();
    Optional<Joined> open =
        transaction
            .createQuery(
                """
                SELECT alert_id, media_count FROM alert
                WHERE setting_id = :setting AND device_id = :device AND kind = :kind AND hub = :hub
                  AND acknowledged_at IS NULL AND resolved_at IS NULL
                  AND last_at >= :from AND first_at <= :to
                ORDER BY raised_at DESC
                FETCH FIRST 1 ROW ONLY
                """)
            .bind("setting", alert.setting().value())
            .bind("device", device)
            .bind("kind", alert.kind())
            .bind("hub", alert.hub())
            .bind("from", alert.at().minus(AT_ONCE))
            .bind("to", alert.at().plus(AT_ONCE))
            .map(
                (row, context) ->
                    new Joined(Columns.uuid(row, "alert_id"), row.getInt("media_count") + 1))
            .findFirst();
    if (open.isEmpty()) {
      return false;
    }
    transaction
        .createUpdate(insertMedium)
        .bind("device_id", device)
        .bind("group_key", alert.groupKey())
        .bind("setting_id", alert.setting().value())
        .bind("alert_id", open.get().alert())
        .execute();
    transaction
        .createUpdate(
            """
            UPDATE alert SET occurrences = occurrences + 1, media_count = :media, detail = :detail,
              changed_at = :now,
              first_at = CASE WHEN first_at > :at THEN :at ELSE first_at END,
              last_at = CASE WHEN last_at < :at THEN :at ELSE last_at END
            WHERE setting_id = :setting AND alert_id = :alert
            """)
        .bind("media", open.get().media())
        .bind("detail", AlertRules.burst(open.get().media()))
        .bind("now", alert.raisedAt())
        .bind("at", alert.at())
        .bind("setting", alert.setting().value())
        .bind("alert", open.get().alert())
        .execute();
    return true;
  }

  private record Joined(UUID alert, int media) {}
}
