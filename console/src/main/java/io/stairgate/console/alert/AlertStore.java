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
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The alerts. Alerts of a laptop that a later enrolment replaced are shown as those of the later
 * one. Any thread may use it.
 */
public final class AlertStore {
  private static final String SELECT =
      """
      SELECT a.*, COALESCE(d.replaced_by, a.device_id) AS shown_device
      FROM alert a LEFT JOIN device d ON d.device_id = a.device_id
      WHERE a.setting_id = :setting
      """;

  private final Database database;

  public AlertStore(Database database) {
    this.database = database;
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
   * Raises an alert, or counts up the one of the same laptop and group, within the caller's
   * transaction. Whoever calls makes sure that one happening is raised once.
   *
   * @return true where it is a new one
   */
  public boolean raise(Transaction transaction, NewAlert alert) {
    int counted =
        transaction
            .createUpdate(
                """
                UPDATE alert SET occurrences = occurrences + 1, detail = :detail, changed_at = :now,
                  first_at = CASE WHEN first_at > :at THEN :at ELSE first_at END,
                  last_at = CASE WHEN last_at < :at THEN :at ELSE last_at END
                WHERE setting_id = :setting AND group_key = :group
                  AND %s
                """
                    .formatted(
                        alert.device().isPresent()
                            ? "device_id = CAST(:device AS UUID)"
                            : "device_id IS NULL AND CAST(:device AS UUID) IS NULL"))
            .bind("setting", alert.setting().value())
            .bind("device", alert.device().map(DeviceId::toString).orElse(null))
            .bind("group", alert.groupKey())
            .bind("detail", alert.detail())
            .bind("at", alert.at())
            .bind("now", alert.raisedAt())
            .execute();
    if (counted > 0) {
      return false;
    }
    AlertMedium medium = alert.medium().orElse(new AlertMedium("", "", "", "", ""));
    transaction
        .createUpdate(
            """
            INSERT INTO alert (alert_id, setting_id, device_id, kind, severity, group_key, medium_kind, vendor_id,
              product_id, medium_serial, medium_name, detail, occurrences, first_at, last_at, raised_at, changed_at)
            VALUES (:id, :setting, CAST(:device AS UUID), :kind, :severity, :group, :mediumKind, :vendor,
              :product, :serial, :name, :detail, 1, :at, :at, :now, :now)
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
        .execute();
    return true;
  }

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
