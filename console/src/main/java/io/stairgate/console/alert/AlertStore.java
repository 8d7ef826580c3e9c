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
 * <p>Over 300 lines because every list of alerts, and what people say of one, is one table's.
 */
public final class AlertStore {
  static final String SELECT =
      """
      SELECT a.*, COALESCE(d.replaced_by, a.device_id) AS shown_device
      FROM alert a LEFT JOIN device d ON d.device_id = a.device_id
      WHERE a.setting_id = :setting
      """;

  private final Database database;
  private final BiFunction<Transaction, SettingId, ZoneId> zones;
  private final List<Consumer<SettingId>> raised = new CopyOnWriteArrayList<>();
  private final AlertGroupStore groups;

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
    this.groups = new AlertGroupStore(database);
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
    return database.durably(tx -> acknowledge(tx, setting, id, by, at));
  }

  /** Like {@link #acknowledge(SettingId, UUID, String, Instant)}, in the caller's transaction. */
  public boolean acknowledge(Transaction tx, SettingId setting, UUID id, String by, Instant at) {
    return tx.createUpdate(
                """
                UPDATE alert SET acknowledged_at = :at, acknowledged_by = :by, changed_at = :at,
                  plan_at = NULL
                WHERE setting_id = :setting AND alert_id = :id AND acknowledged_at IS NULL
                  AND resolved_at IS NULL
                """)
            .bind("setting", setting.value())
            .bind("id", id)
            .bind("by", by)
            .bind("at", at)
            .execute()
        == 1;
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
    boolean added = groups.raise(transaction, alert, day);
    transaction.afterCommit(() -> raised.forEach(listener -> listener.accept(alert.setting())));
    return added;
  }

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
