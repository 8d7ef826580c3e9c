package io.stairgate.console.alert;

import io.stairgate.console.alert.Alert.Acknowledgement;
import io.stairgate.console.alert.Alert.AlertMedium;
import io.stairgate.console.alert.Alert.Resolution;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jdbi.v3.core.statement.Query;

/**
 * The alerts. Alerts of a laptop that a later enrolment replaced are shown as those of the later
 * one. Any thread may use it.
 *
 * <p>Over 300 lines because what makes several happenings one alert stands with how they are read.
 */
public final class AlertStore {
  static final String SELECT =
      """
      SELECT a.*, COALESCE(d.replaced_by, a.device_id) AS shown_device
      FROM alert a LEFT JOIN device d ON d.device_id = a.device_id
      WHERE a.setting_id = :setting
      """;

  /** What comes at one dock or hub within so long came at once. */
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  private final Database database;
  private final BiFunction<Transaction, SettingId, ZoneId> zones;
  private final List<Consumer<SettingId>> raised = new CopyOnWriteArrayList<>();
  private final AlertRepeatStore repeats = new AlertRepeatStore();
  private final String insertMedium;

  /**
   * Where no setting has a calendar.
   *
   * @param database where they are kept
   */
  public AlertStore(Database database) {
    this(database, (transaction, setting) -> Calendar.DEFAULT.zone());
  }

  /**
   * Ready to keep them.
   *
   * @param database where they are kept
   * @param zones the time zone of a setting, read within a transaction: the day of an alert is the
   *     day at the setting
   */
  public AlertStore(Database database, BiFunction<Transaction, SettingId, ZoneId> zones) {
    this.database = database;
    this.zones = zones;
    this.insertMedium =
        database
            .dialect()
            .insertIfAbsent(
                "alert_medium",
                List.of("device_id", "group_key", "setting_id", "alert_id"),
                List.of("device_id", "group_key"));
  }

  /**
   * Tells {@code listener} of each setting in which something was raised that somebody is to be
   * told of now, from now on.
   *
   * @param listener called by the thread that raised it, after the commit; it must return at once
   *     and not throw
   */
  public void onRaise(Consumer<SettingId> listener) {
    raised.add(listener);
  }

  /**
   * Some alerts, newest first, and where to go on.
   *
   * @param alerts newest first
   * @param next what to hand in as {@code after} for the next page; empty at the end
   */
  public record Page(List<Alert> alerts, Optional<String> next) {
    public Page {
      alerts = List.copyOf(alerts);
    }
  }

  /**
   * The open alerts: nobody has said how they ended. Every list of what is to do asks here.
   *
   * @param after {@code next} of the page before; empty for the first. A word that is none starts
   *     again
   * @param limit how many at most, 1 to 1000
   */
  public Page open(SettingId setting, Optional<String> after, int limit) {
    return page(setting, AlertFilter.OPEN, after, limit);
  }

  /**
   * All alerts, those that ended among them.
   *
   * @param after as in {@link #open}
   * @param limit how many at most, 1 to 1000
   */
  public Page all(SettingId setting, Optional<String> after, int limit) {
    return page(setting, AlertFilter.ALL, after, limit);
  }

  /** How many alerts are open. */
  public long openCount(SettingId setting) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    "SELECT COUNT(*) FROM alert WHERE setting_id = :setting AND resolved_at IS"
                        + " NULL")
                .bind("setting", setting.value())
                .mapTo(Long.class)
                .one());
  }

  /**
   * How many alerts of a setting are open.
   *
   * @param urgent those to act on now
   * @param all with these
   */
  public record Open(int urgent, int all) {}

  /** How many alerts are open in several settings; one without has no entry. */
  public Map<SettingId, Open> openCounts(Collection<SettingId> settings) {
    if (settings.isEmpty()) {
      return Map.of();
    }
    return database.inTransaction(
        transaction -> {
          Map<SettingId, Open> all = new HashMap<>();
          transaction
              .createQuery(
                  """
                  SELECT s.setting_id,
                    (SELECT COUNT(*) FROM alert a
                      WHERE a.setting_id = s.setting_id AND a.resolved_at IS NULL) AS open_alerts,
                    (SELECT COUNT(*) FROM alert u
                      WHERE u.setting_id = s.setting_id AND u.resolved_at IS NULL
                        AND u.severity = 'urgent') AS urgent
                  FROM setting s WHERE s.setting_id IN (<settings>)
                  """)
              .bindList("settings", settings.stream().map(SettingId::value).toList())
              .map(
                  (row, context) ->
                      Map.entry(
                          new SettingId(Columns.uuid(row, "setting_id")),
                          new Open(row.getInt("urgent"), row.getInt("open_alerts"))))
              .list()
              .stream()
              .filter(row -> row.getValue().all() > 0)
              .forEach(row -> all.put(row.getKey(), row.getValue()));
          return all;
        });
  }

  /**
   * The alerts of one laptop and of those it replaced, newest first.
   *
   * @param limit how many at most, 1 to 1000
   */
  public List<Alert> ofLaptop(SettingId setting, DeviceId device, int limit) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    SELECT
                        + """
                        AND a.device_id IN (<devices>)
                        ORDER BY a.raised_at DESC, a.alert_id DESC
                        FETCH FIRST :limit ROWS ONLY
                        """)
                .bind("setting", setting.value())
                .bindList("devices", DeviceStore.lineage(transaction, device))
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
  }

  /** One alert; empty where the setting has none of that id. */
  public Optional<Alert> find(SettingId setting, UUID id) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(SELECT + "AND a.alert_id = :id")
                .bind("setting", setting.value())
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne());
  }

  /**
   * Notes that a person has seen an alert; who was first stays.
   *
   * @param by the person's display name
   * @return false where the setting has no such alert, or it was acknowledged or ended before
   */
  public boolean acknowledge(SettingId setting, UUID id, String by, Instant at) {
    return database.durably(
        transaction ->
            transaction
                    .createUpdate(
                        """
                        UPDATE alert SET acknowledged_at = :at, acknowledged_by = :by,
                          changed_at = :at, plan_at = NULL
                        WHERE setting_id = :setting AND alert_id = :id AND acknowledged_at IS NULL
                          AND resolved_at IS NULL
                        """)
                    .bind("setting", setting.value())
                    .bind("id", id)
                    .bind("by", by)
                    .bind("at", at)
                    .execute()
                == 1);
  }

  /**
   * Notes within the caller's transaction that a person has seen the alerts of one group on
   * whichever laptop, where nobody has.
   *
   * @param groupKey as in {@link NewAlert}
   * @param by the person's display name
   */
  public void acknowledge(
      Transaction transaction, SettingId setting, String groupKey, String by, Instant at) {
    transaction
        .createUpdate(
            """
            UPDATE alert SET acknowledged_at = :at, acknowledged_by = :by, changed_at = :at,
              plan_at = NULL
            WHERE setting_id = :setting AND group_key = :group AND acknowledged_at IS NULL
            """)
        .bind("setting", setting.value())
        .bind("group", groupKey)
        .bind("by", by)
        .bind("at", at)
        .execute();
  }

  /**
   * Notes how an alert ended, within the caller's transaction; who was first stays.
   *
   * @param by the person's display name
   * @param words more of it, at most 300 characters; may be empty
   * @return false where the setting has no such alert, or it ended before
   */
  public boolean resolve(
      Transaction transaction,
      SettingId setting,
      UUID id,
      String by,
      AlertOutcome outcome,
      String words,
      Instant at) {
    return transaction
            .createUpdate(RESOLVE + "AND alert_id = :id")
            .bind("setting", setting.value())
            .bind("id", id)
            .bind("by", by)
            .bind("outcome", outcome.code())
            .bind("words", words)
            .bind("at", at)
            .execute()
        == 1;
  }

  /**
   * Notes how the alerts of one group ended, on whichever laptop, within the caller's transaction.
   *
   * @param groupKey as in {@link NewAlert}
   * @param by the person's display name
   * @return how many were open
   */
  public int resolveGroup(
      Transaction transaction,
      SettingId setting,
      String groupKey,
      String by,
      AlertOutcome outcome,
      Instant at) {
    return transaction
        .createUpdate(RESOLVE + "AND group_key = :group")
        .bind("setting", setting.value())
        .bind("group", groupKey)
        .bind("by", by)
        .bind("outcome", outcome.code())
        .bind("words", "")
        .bind("at", at)
        .execute();
  }

  /**
   * Ends the alerts of a laptop whose cause is gone, within the caller's transaction. They are
   * shown, and nobody is told again.
   *
   * @param cause as in {@link NewAlert}, not empty
   * @return how many were open
   */
  public int causeGone(
      Transaction transaction, SettingId setting, DeviceId device, String cause, Instant at) {
    return transaction
        .createUpdate(RESOLVE + "AND device_id = :device AND cause = :cause")
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("cause", cause)
        .bind("by", "Console")
        .bind("outcome", AlertOutcome.MENDED_BY_ITSELF.code())
        .bind("words", "")
        .bind("at", at)
        .execute();
  }

  private static final String RESOLVE =
      """
      UPDATE alert SET resolved_at = :at, resolved_by = :by, outcome = :outcome,
        outcome_words = :words, changed_at = :at, plan_at = NULL
      WHERE setting_id = :setting AND resolved_at IS NULL
      """;

  /**
   * Raises an alert, or counts up the one of the same laptop and group, within the caller's
   * transaction. Whoever calls makes sure that one happening is raised once.
   *
   * @return true where it is a new one
   */
  public boolean raise(Transaction transaction, NewAlert alert) {
    LocalDate day = LocalDate.ofInstant(alert.at(), zones.apply(transaction, alert.setting()));
    NewAlert keyed = sameState(transaction, alert.on(day));
    boolean counted = countUp(transaction, keyed);
    if (counted) {
      repeats.openAgain(transaction, keyed, same(keyed));
    }
    boolean added = !counted && !joinHub(transaction, keyed);
    if (added) {
      insert(transaction, keyed);
    }
    transaction.afterCommit(() -> raised.forEach(listener -> listener.accept(alert.setting())));
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

  /**
   * Some alerts.
   *
   * @param filter which, and in which order
   * @param after as in {@link #open}
   * @param limit how many at most, 1 to 1000
   */
  public Page page(SettingId setting, AlertFilter filter, Optional<String> after, int limit) {
    AlertFilter.Cursor from = AlertFilter.Cursor.of(after, filter.order());
    List<Alert> rows =
        database.inTransaction(
            transaction -> {
              Query query =
                  transaction
                      .createQuery(SELECT + filter.condition())
                      .bind("setting", setting.value())
                      .bind("at", from.raisedAt())
                      .bind("id", from.id())
                      .bind("limit", limit + 1);
              filter.severity().ifPresent(each -> query.bind("severity", each.code()));
              filter.toldTo().ifPresent(each -> query.bind("person", each));
              if (filter.order() == AlertFilter.Order.WORST) {
                query.bind("rank", from.rank());
              }
              return query.map((row, context) -> read(row)).list();
            });
    List<Alert> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
    return new Page(
        shown,
        rows.size() > limit
            ? Optional.of(AlertFilter.Cursor.after(shown.getLast()).text())
            : Optional.empty());
  }

  static Alert read(ResultSet row) throws SQLException {
    String kind = row.getString("medium_kind");
    Optional<Instant> acknowledgedAt = Columns.maybeInstant(row, "acknowledged_at");
    String by = row.getString("acknowledged_by");
    return new Alert(
        Columns.uuid(row, "alert_id"),
        new SettingId(Columns.uuid(row, "setting_id")),
        Columns.maybeUuid(row, "shown_device").map(DeviceId::new),
        row.getString("kind"),
        row.getString("severity"),
        kind.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new AlertMedium(
                    kind,
                    row.getString("vendor_id"),
                    row.getString("product_id"),
                    row.getString("medium_serial"),
                    row.getString("medium_name"))),
        row.getString("detail"),
        row.getInt("occurrences"),
        Columns.instant(row, "first_at"),
        Columns.instant(row, "last_at"),
        Columns.instant(row, "changed_at"),
        acknowledgedAt.map(at -> new Acknowledgement(at, by)),
        Columns.instant(row, "raised_at"),
        resolution(row),
        row.getString("cause"),
        Columns.maybeInstant(row, "waits_until"),
        Columns.maybeInstant(row, "told_at"),
        row.getInt("told_step"),
        Columns.maybeInstant(row, "plan_at"));
  }

  private static Optional<Resolution> resolution(ResultSet row) throws SQLException {
    Optional<Instant> at = Columns.maybeInstant(row, "resolved_at");
    if (at.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Resolution(
            at.get(),
            row.getString("resolved_by"),
            AlertOutcome.of(row.getString("outcome")).orElse(AlertOutcome.DEALT_WITH),
            row.getString("outcome_words")));
  }
}
