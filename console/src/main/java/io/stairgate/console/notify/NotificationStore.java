package io.stairgate.console.notify;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Part;
import io.stairgate.console.database.Place;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The messages. A message is sent by the one console that has claimed it; a claim ends by itself,
 * so that another goes on where a console was killed. The messages of all settings are sent by one
 * queue, so {@link #claimDue} and what follows it take no setting. Any thread may use it.
 *
 * <p>Over 300 lines because everything that may happen to a message happens to one table.
 */
public final class NotificationStore {
  /** How long a claim holds; whoever claims sends within it, or claims fewer. */
  public static final Duration LEASE = Duration.ofMinutes(5);

  /** A message older than this helps nobody: the page shows that it was never delivered. */
  public static final Duration TOO_OLD = Duration.ofDays(5);

  /** The failure of a message that was given up because of its age. */
  public static final String FAILED_TOO_OLD = "too-old";

  private final Database database;
  private final String insert;
  private final String insertAlert;

  public NotificationStore(Database database) {
    this.database = database;
    this.insert =
        database
            .dialect()
            .insertIfAbsent(
                "notification",
                List.of(
                    "notification_id",
                    "setting_id",
                    "purpose",
                    "urgent",
                    "recipient_kind",
                    "recipient_id",
                    "category",
                    "nickname",
                    "path",
                    "group_key",
                    "happenings",
                    "reason",
                    "due_at",
                    "state",
                    "attempts",
                    "last_failure",
                    "created_at",
                    "claimed_by"),
                List.of("setting_id", "recipient_id", "group_key"));
    this.insertAlert =
        database
            .dialect()
            .insertIfAbsent(
                "notification_alert",
                List.of("notification_id", "alert_id", "setting_id"),
                List.of("notification_id", "alert_id"));
  }

  /**
   * Plans a message, within the caller's transaction.
   *
   * @return its id; empty where the recipient has, or had, a message of that group already
   */
  public Optional<UUID> add(Transaction tx, NewNotification message) {
    UUID id = UUID.randomUUID();
    boolean added =
        tx.createUpdate(insert)
                .bind("notification_id", id)
                .bind("setting_id", message.setting().value())
                .bind("purpose", message.purpose().code())
                .bind("urgent", message.urgent())
                .bind("recipient_kind", message.recipient().kind())
                .bind("recipient_id", message.recipient().id())
                .bind("category", message.category())
                .bind("nickname", message.nickname())
                .bind("path", message.path())
                .bind("group_key", message.groupKey())
                .bind("happenings", message.count())
                .bind("reason", message.reason())
                .bind("due_at", message.dueAt())
                .bind("state", Notification.State.WAITING.code())
                .bind("attempts", 0)
                .bind("last_failure", "")
                .bind("created_at", message.createdAt())
                .bind("claimed_by", "")
                .execute()
            > 0;
    if (!added) {
      return Optional.empty();
    }
    message.dueUntil().ifPresent(until -> dueUntil(tx, message.setting(), id, until));
    message.alerts().forEach(alert -> tellsOf(tx, message.setting(), id, alert));
    return Optional.of(id);
  }

  private static void dueUntil(Transaction tx, SettingId setting, UUID id, Instant until) {
    tx.createUpdate(
            """
            UPDATE notification SET due_until = :until
            WHERE setting_id = :setting AND notification_id = :id
            """)
        .bind("until", until)
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
  }

  private boolean tellsOf(Transaction tx, SettingId setting, UUID id, UUID alert) {
    return tx.createUpdate(insertAlert)
            .bind("notification_id", id)
            .bind("alert_id", alert)
            .bind("setting_id", setting.value())
            .execute()
        > 0;
  }

  /**
   * The message to a recipient that has not left yet and may take another alert in.
   *
   * @param dueBy it leaves at this moment or earlier
   */
  Optional<Notification> joinable(
      Transaction tx,
      SettingId setting,
      Recipient recipient,
      Purpose purpose,
      boolean urgent,
      Instant dueBy) {
    return tx.createQuery(
            """
            SELECT * FROM notification
            WHERE setting_id = :setting AND recipient_id = :recipient AND purpose = :purpose
              AND urgent = :urgent AND state = 'waiting' AND attempts = 0 AND claimed_until IS NULL
              AND due_at <= :due
            ORDER BY due_at
            FETCH FIRST 1 ROW ONLY
            """)
        .bind("setting", setting.value())
        .bind("recipient", recipient.id())
        .bind("purpose", purpose.code())
        .bind("urgent", urgent)
        .bind("due", dueBy)
        .map((row, context) -> read(row))
        .findFirst();
  }

  /**
   * Takes another alert into a message that has not left.
   *
   * @param category of both
   * @param nickname of the laptop where both are about one; else empty
   * @param path where both stand
   * @return false where it has left meanwhile: plan another
   */
  boolean join(
      Transaction tx,
      Notification into,
      UUID alert,
      String category,
      String nickname,
      String path) {
    boolean waits =
        tx.createUpdate(
                    """
                    UPDATE notification SET category = :category, nickname = :nickname, path = :path,
                      happenings = happenings + 1
                    WHERE setting_id = :setting AND notification_id = :id AND state = 'waiting'
                      AND attempts = 0 AND claimed_until IS NULL
                    """)
                .bind("category", category)
                .bind("nickname", nickname)
                .bind("path", path)
                .bind("setting", into.setting().value())
                .bind("id", into.id())
                .execute()
            == 1;
    return waits && tellsOf(tx, into.setting(), into.id(), alert);
  }

  /**
   * Claims messages whose time has come, oldest first, for one console. What nobody needs any more
   * is marked so instead: all its alerts were seen or are over.
   *
   * @param now by the console's clock
   * @param node names the console, 1 to 64 characters
   * @param limit how many at most, 1 to 1000; as many as can be sent within {@link #LEASE}
   * @return what this console, and no other, sends now
   */
  public List<Notification> claimDue(Instant now, String node, int limit) {
    List<Notification> all =
        database.inTransaction(
            tx -> {
              dropUnneeded(tx, now);
              giveUpOld(tx, now);
              List<Notification> claimed = new ArrayList<>();
              for (Notification each : due(tx, now, limit)) {
                if (claim(tx, each, now, node)) {
                  claimed.add(each);
                }
              }
              return claimed;
            });
    if (!all.isEmpty()) {
      // What is sent now must not be planned again after a power cut.
      database.forceToDisk();
    }
    return all;
  }

  private static final String FREE =
      " state IN ('waiting', 'failed') AND (claimed_until IS NULL OR claimed_until <= :now) ";

  /**
   * A message that a planner is just changing is left for the next time. So the sender never waits
   * for a planner, and the two cannot wait for each other.
   */
  private static final String HELD_BY_NOBODY = " FOR UPDATE SKIP LOCKED";

  private static void dropUnneeded(Transaction tx, Instant now) {
    List<UUID> unneeded =
        tx.createQuery(
                """
                SELECT notification_id FROM notification
                WHERE due_at <= :now AND recipient_kind = 'person'
                  AND purpose IN ('alert', 'escalation', 'repeat-urgent', 'dead-man') AND
                """
                    + FREE
                    + """
                    AND EXISTS (SELECT 1 FROM notification_alert l
                      WHERE l.notification_id = notification.notification_id)
                    AND NOT EXISTS (SELECT 1 FROM notification_alert l
                      JOIN alert a ON a.alert_id = l.alert_id
                      WHERE l.notification_id = notification.notification_id
                        AND a.resolved_at IS NULL AND a.acknowledged_at IS NULL)
                    """
                    + HELD_BY_NOBODY)
            .bind("now", now)
            .mapTo(UUID.class)
            .list();
    end(tx, unneeded, Notification.State.NOT_NEEDED, "last_failure");
  }

  private static void giveUpOld(Transaction tx, Instant now) {
    List<UUID> old =
        tx.createQuery(
                "SELECT notification_id FROM notification WHERE due_at < :before AND"
                    + FREE
                    + HELD_BY_NOBODY)
            .bind("before", now.minus(TOO_OLD))
            .bind("now", now)
            .mapTo(UUID.class)
            .list();
    end(tx, old, Notification.State.GIVEN_UP, "'" + FAILED_TOO_OLD + "'");
  }

  /** Ends messages that this transaction holds. */
  private static void end(
      Transaction tx, List<UUID> messages, Notification.State state, String failure) {
    PreparedBatch batch =
        tx.prepareBatch(
            "UPDATE notification SET state = :state, last_failure = "
                + failure
                + ", next_try_at = NULL, claimed_until = NULL WHERE notification_id = :id");
    messages.forEach(id -> batch.bind("state", state.code()).bind("id", id).add());
    batch.execute();
  }

  private static List<Notification> due(Transaction tx, Instant now, int limit) {
    return tx.createQuery(
            "SELECT * FROM notification WHERE due_at <= :now AND (due_until IS NULL OR due_until >"
                + " :now) AND (next_try_at IS NULL OR next_try_at <= :now) AND"
                + FREE
                + "ORDER BY due_at, notification_id FETCH FIRST :limit ROWS ONLY"
                + HELD_BY_NOBODY)
        .bind("now", now)
        .bind("limit", limit)
        .map((row, context) -> read(row))
        .list();
  }

  private static boolean claim(Transaction tx, Notification message, Instant now, String node) {
    return tx.createUpdate(
                "UPDATE notification SET claimed_by = :node, claimed_until = :until"
                    + " WHERE setting_id = :setting AND notification_id = :id AND"
                    + FREE)
            .bind("node", node)
            .bind("until", now.plus(LEASE))
            .bind("setting", message.setting().value())
            .bind("id", message.id())
            .bind("now", now)
            .execute()
        == 1;
  }

  /** Whether a console's claim still holds: it may have been frozen since, and another went on. */
  public boolean isClaimed(UUID id, String node, Instant now) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                        """
                        SELECT COUNT(*) FROM notification
                        WHERE notification_id = :id AND claimed_by = :node AND claimed_until > :now
                          AND state IN ('waiting', 'failed')
                        """)
                    .bind("id", id)
                    .bind("node", node)
                    .bind("now", now)
                    .mapTo(Integer.class)
                    .one()
                == 1);
  }

  /** Notes that a message was handed over; that holds even where its claim had ended. */
  public void sent(UUID id, Instant at) {
    database.durably(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE notification SET state = 'sent', sent_at = :at, attempts = attempts + 1,
                      next_try_at = NULL, claimed_until = NULL, last_failure = ''
                    WHERE notification_id = :id AND state <> 'sent'
                    """)
                .bind("id", id)
                .bind("at", at)
                .execute());
  }

  /**
   * Notes that a message could not be handed over.
   *
   * @param failure why, in closed words, at most 100 characters: never what a server said
   * @param nextTry when it is tried again; empty: it is given up
   */
  public void failed(UUID id, String failure, Optional<Instant> nextTry) {
    database.durably(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE notification SET state = :state, attempts = attempts + 1,
                      last_failure = :failure,
                      next_try_at = CAST(:next AS TIMESTAMP WITH TIME ZONE), claimed_until = NULL
                    WHERE notification_id = :id AND state IN ('waiting', 'failed')
                    """)
                .bind(
                    "state",
                    (nextTry.isPresent() ? Notification.State.FAILED : Notification.State.GIVEN_UP)
                        .code())
                .bind("failure", failure)
                .bind("next", nextTry.orElse(null))
                .bind("id", id)
                .execute());
  }

  /** Notes that nobody needs a message any more, for example because its recipient has left. */
  public void notNeeded(UUID id) {
    database.durably(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE notification SET state = 'not-needed', next_try_at = NULL,
                      claimed_until = NULL
                    WHERE notification_id = :id AND state IN ('waiting', 'failed')
                    """)
                .bind("id", id)
                .execute());
  }

  /** One message; empty where the setting has none of that id. */
  public Optional<Notification> find(SettingId setting, UUID id) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT * FROM notification
                    WHERE setting_id = :setting AND notification_id = :id
                    """)
                .bind("setting", setting.value())
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne());
  }

  /**
   * Some messages of a setting, newest first.
   *
   * @param state only these; empty: all
   * @param recipient only to this person or program; empty: to anybody
   * @param after {@code next} of the part before; empty for the first
   * @param limit how many at most, 1 to 1000
   */
  public Part<Notification> page(
      SettingId setting,
      Optional<Notification.State> state,
      Optional<UUID> recipient,
      Optional<String> after,
      int limit) {
    Place from = Place.of(after);
    return database.inTransaction(
        tx ->
            Part.of(
                tx.createQuery(
                        """
                        SELECT * FROM notification
                        WHERE setting_id = :setting AND (:state = '' OR state = :state)
                          AND (:any = TRUE OR recipient_id = :recipient)
                          AND (created_at < :at OR (created_at = :at AND notification_id < :id))
                        ORDER BY created_at DESC, notification_id DESC
                        FETCH FIRST :limit ROWS ONLY
                        """)
                    .bind("setting", setting.value())
                    .bind("state", state.map(Notification.State::code).orElse(""))
                    .bind("any", recipient.isEmpty())
                    .bind("recipient", recipient.orElse(new UUID(0, 0)))
                    .bind("at", from.at())
                    .bind("id", from.id())
                    .bind("limit", limit + 1)
                    .map((row, context) -> read(row))
                    .list(),
                limit,
                message -> new Place(message.createdAt(), message.id())));
  }

  /** The alerts that a message tells of; at most 500. */
  public List<UUID> alertsOf(SettingId setting, UUID message) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT alert_id FROM notification_alert
                    WHERE notification_id = :message AND setting_id = :setting
                    ORDER BY alert_id
                    FETCH FIRST 500 ROWS ONLY
                    """)
                .bind("message", message)
                .bind("setting", setting.value())
                .mapTo(UUID.class)
                .list());
  }

  /** The messages that tell of an alert, in the order they were or are due; at most 500. */
  public List<Notification> ofAlert(SettingId setting, UUID alert) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT n.* FROM notification_alert l
                    JOIN notification n ON n.notification_id = l.notification_id
                    WHERE l.alert_id = :alert AND l.setting_id = :setting AND n.setting_id = :setting
                    ORDER BY n.due_at, n.notification_id
                    FETCH FIRST 500 ROWS ONLY
                    """)
                .bind("alert", alert)
                .bind("setting", setting.value())
                .map((row, context) -> read(row))
                .list());
  }

  /**
   * How many messages that count each person was sent; see {@link Purpose#counts}.
   *
   * @param from the first moment
   * @param to the moment after the last
   */
  public Map<UUID, Integer> sentToPeople(SettingId setting, Instant from, Instant to) {
    return database.inTransaction(
        tx -> {
          Map<UUID, Integer> counts = new HashMap<>();
          tx.createQuery(
                  """
                  SELECT recipient_id, purpose, COUNT(*) AS messages FROM notification
                  WHERE setting_id = :setting AND sent_at >= :from AND sent_at < :to
                    AND recipient_kind = 'person'
                  GROUP BY recipient_id, purpose
                  """)
              .bind("setting", setting.value())
              .bind("from", from)
              .bind("to", to)
              .map(
                  (row, context) ->
                      Map.entry(
                          Columns.uuid(row, "recipient_id"),
                          purpose(row).counts() ? row.getInt("messages") : 0))
              .forEach(
                  each -> {
                    var _ = counts.merge(each.getKey(), each.getValue(), Integer::sum);
                  });
          return counts;
        });
  }

  private static Purpose purpose(ResultSet row) throws SQLException {
    String code = row.getString("purpose");
    return Purpose.of(code)
        .orElseThrow(() -> new IllegalStateException("No such purpose: " + code));
  }

  private static Notification read(ResultSet row) throws SQLException {
    return new Notification(
        Columns.uuid(row, "notification_id"),
        new SettingId(Columns.uuid(row, "setting_id")),
        purpose(row),
        row.getBoolean("urgent"),
        Recipient.of(row.getString("recipient_kind"), Columns.uuid(row, "recipient_id")),
        row.getString("category"),
        row.getString("nickname"),
        row.getString("path"),
        row.getString("group_key"),
        row.getInt("happenings"),
        row.getString("reason"),
        Columns.instant(row, "due_at"),
        Columns.maybeInstant(row, "due_until"),
        Notification.State.of(row.getString("state")).orElse(Notification.State.WAITING),
        row.getInt("attempts"),
        Columns.maybeInstant(row, "next_try_at"),
        Columns.maybeInstant(row, "sent_at"),
        row.getString("last_failure"),
        Columns.instant(row, "created_at"));
  }
}
