package io.stairgate.console.alert;

import io.stairgate.console.alert.Alert.Acknowledgement;
import io.stairgate.console.alert.Alert.AlertMedium;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The alerts. Alerts of a laptop that a later enrolment replaced are shown as those of the later
 * one. Any thread may use it.
 *
 * <p>Over 300 lines because what makes several happenings one alert stands with how they are read.
 */
public final class AlertStore {
  private static final String SELECT =
      """
      SELECT a.*, COALESCE(d.replaced_by, a.device_id) AS shown_device
      FROM alert a LEFT JOIN device d ON d.device_id = a.device_id
      WHERE a.setting_id = :setting
      """;

  /** What comes at one dock or hub within so long came at once. */
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  private final Database database;
  private final String insertMedium;

  public AlertStore(Database database) {
    this.database = database;
    this.insertMedium =
        database
            .dialect()
            .insertIfAbsent(
                "alert_medium",
                List.of("device_id", "group_key", "setting_id", "alert_id"),
                List.of("device_id", "group_key"));
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
   * The alerts nobody has acknowledged.
   *
   * @param after {@code next} of the page before; empty for the first. A word that is none starts
   *     again
   * @param limit how many at most, 1 to 1000
   */
  public Page open(SettingId setting, Optional<String> after, int limit) {
    return page(setting, "AND a.acknowledged_at IS NULL", after, limit);
  }

  /**
   * All alerts, the acknowledged ones among them.
   *
   * @param after as in {@link #open}
   * @param limit how many at most, 1 to 1000
   */
  public Page all(SettingId setting, Optional<String> after, int limit) {
    return page(setting, "", after, limit);
  }

  /** How many alerts nobody has acknowledged. */
  public long openCount(SettingId setting) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    "SELECT COUNT(*) FROM alert WHERE setting_id = :setting AND acknowledged_at IS"
                        + " NULL")
                .bind("setting", setting.value())
                .mapTo(Long.class)
                .one());
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
                        AND (a.device_id = :device OR d.replaced_by = :device)
                        ORDER BY a.raised_at DESC, a.alert_id DESC
                        FETCH FIRST :limit ROWS ONLY
                        """)
                .bind("setting", setting.value())
                .bind("device", device.value())
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
   * @return false where the setting has no such alert, or it was acknowledged before
   */
  public boolean acknowledge(SettingId setting, UUID id, String by, Instant at) {
    return database.durably(
        transaction ->
            transaction
                    .createUpdate(
                        """
                        UPDATE alert SET acknowledged_at = :at, acknowledged_by = :by, changed_at = :at
                        WHERE setting_id = :setting AND alert_id = :id AND acknowledged_at IS NULL
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
            UPDATE alert SET acknowledged_at = :at, acknowledged_by = :by, changed_at = :at
            WHERE setting_id = :setting AND group_key = :group AND acknowledged_at IS NULL
            """)
        .bind("setting", setting.value())
        .bind("group", groupKey)
        .bind("by", by)
        .bind("at", at)
        .execute();
  }

  /**
   * Raises an alert, or counts up the one of the same laptop and group, within the caller's
   * transaction. Whoever calls makes sure that one happening is raised once.
   *
   * @return true where it is a new one
   */
  public boolean raise(Transaction transaction, NewAlert alert) {
    if (countUp(transaction, alert)) {
      return false;
    }
    if (joinHub(transaction, alert)) {
      return false;
    }
    AlertMedium medium = alert.medium().orElse(new AlertMedium("", "", "", "", ""));
    transaction
        .createUpdate(
            """
            INSERT INTO alert (alert_id, setting_id, device_id, kind, severity, group_key, medium_kind, vendor_id,
              product_id, medium_serial, medium_name, detail, occurrences, first_at, last_at, raised_at, changed_at,
              hub)
            VALUES (:id, :setting, CAST(:device AS UUID), :kind, :severity, :group, :mediumKind, :vendor,
              :product, :serial, :name, :detail, 1, :at, :at, :now, :now, :hub)
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
        .execute();
    return true;
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
                    .formatted(
                        alert.device().isPresent()
                            ? """
                            device_id = CAST(:device AS UUID) AND (group_key = :group
                              OR alert_id IN (SELECT m.alert_id FROM alert_medium m
                                WHERE m.device_id = CAST(:device AS UUID)
                                  AND m.setting_id = :setting AND m.group_key = :group))
                            """
                            : """
                            group_key = :group AND device_id IS NULL
                              AND CAST(:device AS UUID) IS NULL
                            """))
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
                  AND acknowledged_at IS NULL AND last_at >= :from AND first_at <= :to
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

  private Page page(SettingId setting, String which, Optional<String> after, int limit) {
    Cursor from = after.flatMap(Cursor::parse).orElse(Cursor.START);
    List<Row> rows =
        database.inTransaction(
            transaction ->
                transaction
                    .createQuery(
                        SELECT
                            + which
                            + """

                            AND (a.raised_at < :at OR (a.raised_at = :at AND a.alert_id < :id))
                            ORDER BY a.raised_at DESC, a.alert_id DESC
                            FETCH FIRST :limit ROWS ONLY
                            """)
                    .bind("setting", setting.value())
                    .bind("at", from.raisedAt())
                    .bind("id", from.id())
                    .bind("limit", limit + 1)
                    .map((row, context) -> new Row(read(row), Columns.instant(row, "raised_at")))
                    .list());
    List<Row> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
    return new Page(
        shown.stream().map(Row::alert).toList(),
        rows.size() > limit
            ? Optional.of(
                new Cursor(shown.getLast().raisedAt(), shown.getLast().alert().id()).text())
            : Optional.empty());
  }

  private record Row(Alert alert, Instant raisedAt) {}

  private record Cursor(Instant raisedAt, UUID id) {
    /** Later than everything. */
    static final Cursor START = new Cursor(Instant.parse("9999-01-01T00:00:00Z"), new UUID(0, 0));

    String text() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((raisedAt + " " + id).getBytes(StandardCharsets.US_ASCII));
    }

    static Optional<Cursor> parse(String text) {
      try {
        String[] parts =
            new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII)
                .split(" ", 2);
        return parts.length == 2
            ? Optional.of(new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1])))
            : Optional.empty();
      } catch (IllegalArgumentException | DateTimeException e) {
        return Optional.empty();
      }
    }
  }

  private static Alert read(ResultSet row) throws SQLException {
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
        acknowledgedAt.map(at -> new Acknowledgement(at, by)));
  }
}
