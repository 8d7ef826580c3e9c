package io.stairgate.console.alert;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Which alerts, and in which order.
 *
 * @param open only those that nobody has ended
 * @param toldTo only those that this person was told of
 * @param severity only those of this class
 * @param order which come first
 */
public record AlertFilter(
    boolean open, Optional<UUID> toldTo, Optional<AlertClass> severity, Order order) {
  /** The open ones, newest first. */
  public static final AlertFilter OPEN =
      new AlertFilter(true, Optional.empty(), Optional.empty(), Order.NEWEST);

  /** All, newest first. */
  public static final AlertFilter ALL =
      new AlertFilter(false, Optional.empty(), Optional.empty(), Order.NEWEST);

  /** Which come first. */
  public enum Order {
    /** The newest. */
    NEWEST("newest"),
    /** The oldest. */
    OLDEST("oldest"),
    /** The most urgent, and of these the newest. */
    WORST("worst");

    private final String code;

    Order(String code) {
      this.code = code;
    }

    /** How it is written in an address. */
    public String code() {
      return code;
    }

    /** The order of that word; the newest first where it is none. */
    public static Order of(String code) {
      for (Order each : values()) {
        if (each.code.equals(code)) {
          return each;
        }
      }
      return NEWEST;
    }
  }

  private static final String RANK =
      "CASE a.severity WHEN 'urgent' THEN 0 WHEN 'today' THEN 1 WHEN 'weekly' THEN 2 ELSE 3 END";

  /** What follows the choice of the setting, to the end of the statement. */
  String condition() {
    StringBuilder sql = new StringBuilder();
    if (open) {
      sql.append(" AND a.resolved_at IS NULL");
    }
    if (severity.isPresent()) {
      sql.append(" AND a.severity = :severity");
    }
    if (toldTo.isPresent()) {
      sql.append(
          """
           AND EXISTS (SELECT 1 FROM notification_alert l
             JOIN notification n ON n.notification_id = l.notification_id
             WHERE l.alert_id = a.alert_id AND l.setting_id = :setting AND n.recipient_id = :person)
          """);
    }
    String newer =
        "a.raised_at <= :at AND (a.raised_at < :at OR (a.raised_at = :at AND a.alert_id < :id))";
    sql.append(
        switch (order) {
          // With what is the same for all, so that the embedded database sees that an index has
          // this order.
          case NEWEST ->
              " AND "
                  + newer
                  + " ORDER BY a.setting_id, "
                  + (open ? "a.resolved_at, " : "")
                  + "a.raised_at DESC, a.alert_id DESC";
          case OLDEST ->
              " AND (a.raised_at > :at OR (a.raised_at = :at AND a.alert_id > :id))"
                  + " ORDER BY a.raised_at, a.alert_id";
          case WORST ->
              " AND ("
                  + RANK
                  + " > :rank OR ("
                  + RANK
                  + " = :rank AND "
                  + newer
                  + ")) ORDER BY "
                  + RANK
                  + ", a.raised_at DESC, a.alert_id DESC";
        });
    return sql.append(" FETCH FIRST :limit ROWS ONLY").toString();
  }

  /** Where a page goes on. */
  record Cursor(int rank, Instant raisedAt, UUID id) {
    static Cursor after(Alert last) {
      int rank =
          switch (last.alertClass()) {
            case URGENT -> 0;
            case TODAY -> 1;
            case WEEKLY -> 2;
            case TERMLY -> 3;
          };
      return new Cursor(rank, last.raisedAt(), last.id());
    }

    static Cursor of(Optional<String> text, Order order) {
      return text.flatMap(Cursor::parse).orElse(start(order));
    }

    private static Cursor start(Order order) {
      return order == Order.OLDEST
          ? new Cursor(-1, Instant.EPOCH, new UUID(0, 0))
          : new Cursor(-1, Instant.parse("9999-01-01T00:00:00Z"), new UUID(0, 0));
    }

    String text() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((rank + " " + raisedAt + " " + id).getBytes(StandardCharsets.US_ASCII));
    }

    private static Optional<Cursor> parse(String text) {
      try {
        String[] parts =
            new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII)
                .split(" ", 3);
        return parts.length == 3
            ? Optional.of(
                new Cursor(
                    Integer.parseInt(parts[0]), Instant.parse(parts[1]), UUID.fromString(parts[2])))
            : Optional.empty();
      } catch (IllegalArgumentException | DateTimeException e) {
        return Optional.empty();
      }
    }
  }
}
