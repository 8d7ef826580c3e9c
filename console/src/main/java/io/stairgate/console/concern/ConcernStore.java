package io.stairgate.console.concern;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Part;
import io.stairgate.console.database.Place;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.console.news.ConcernNews;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What people at laptops reported. The words come from {@link #text} alone, so that no list can
 * show them. Any thread may use it.
 */
public final class ConcernStore {
  private static final String SELECT =
      """
      SELECT t.concern_id, t.kind, t.reported_at, t.received_at, t.seen_at, t.seen_by_name, t.outcome,
        t.closed_at, t.closed_by_name, COALESCE(d.replaced_by, d.device_id) AS shown_device,
        s.nickname, s.used_by
      FROM concern t JOIN device d ON d.device_id = t.device_id
      JOIN device s ON s.device_id = COALESCE(d.replaced_by, d.device_id)
      WHERE t.setting_id = :setting
      """;

  private final Database database;
  private final String insert;

  public ConcernStore(Database database) {
    this.database = database;
    this.insert =
        database
            .dialect()
            .insertIfAbsent(
                "concern",
                List.of(
                    "concern_id",
                    "setting_id",
                    "device_id",
                    "kind",
                    "account",
                    "words",
                    "reported_at",
                    "received_at",
                    "seen_by_name",
                    "outcome",
                    "outcome_words",
                    "closed_by_name"),
                List.of("concern_id"));
  }

  /**
   * Keeps a report, unless it is there.
   *
   * @param at by the laptop's clock
   * @param now by the console's clock
   * @return false where it was there
   */
  public boolean add(
      Transaction tx,
      SettingId setting,
      DeviceId laptop,
      ConcernNews news,
      Instant at,
      Instant now) {
    return tx.createUpdate(insert)
            .bind("concern_id", news.id())
            .bind("setting_id", setting.value())
            .bind("device_id", laptop.value())
            .bind("kind", news.kind().code())
            .bind("account", news.account())
            .bind("words", news.words())
            .bind("reported_at", at)
            .bind("received_at", now)
            .bind("seen_by_name", "")
            .bind("outcome", "")
            .bind("outcome_words", "")
            .bind("closed_by_name", "")
            .execute()
        > 0;
  }

  /**
   * Some reports, newest first.
   *
   * @param open only those that are not closed
   * @param after {@code next} of the part before; empty for the first
   * @param limit how many at most, 1 to 1000
   */
  public Part<Concern> concerns(
      SettingId setting, boolean open, Optional<String> after, int limit) {
    Place from = Place.of(after);
    return database.inTransaction(
        tx ->
            Part.of(
                tx.createQuery(
                        SELECT
                            + (open ? " AND t.closed_at IS NULL" : "")
                            + """

                            AND (t.received_at < :at OR (t.received_at = :at AND t.concern_id < :id))
                            ORDER BY t.received_at DESC, t.concern_id DESC
                            FETCH FIRST :limit ROWS ONLY
                            """)
                    .bind("setting", setting.value())
                    .bind("at", from.at())
                    .bind("id", from.id())
                    .bind("limit", limit + 1)
                    .map((row, context) -> read(row))
                    .list(),
                limit,
                concern -> new Place(concern.receivedAt(), concern.id())));
  }

  /** How many reports are open. */
  public long openCount(SettingId setting) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    "SELECT COUNT(*) FROM concern WHERE setting_id = :setting AND closed_at IS"
                        + " NULL")
                .bind("setting", setting.value())
                .mapTo(Long.class)
                .one());
  }

  /** One report; empty where the setting has none of that id. */
  public Optional<Concern> find(SettingId setting, UUID id) {
    return database.inTransaction(tx -> find(tx, setting, id));
  }

  Optional<Concern> find(Transaction tx, SettingId setting, UUID id) {
    return tx.createQuery(SELECT + " AND t.concern_id = :id")
        .bind("setting", setting.value())
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  /** What is only for those whom it concerns; whoever calls writes the reading into the log. */
  Optional<ConcernText> text(Transaction tx, SettingId setting, UUID id) {
    return tx.createQuery(
            """
            SELECT account, words, outcome_words FROM concern
            WHERE setting_id = :setting AND concern_id = :id
            """)
        .bind("setting", setting.value())
        .bind("id", id)
        .map(
            (row, context) ->
                new ConcernText(
                    row.getString("account"),
                    row.getString("words"),
                    row.getString("outcome_words")))
        .findOne();
  }

  /** Notes that a person has seen it; who was first stays. False where somebody was. */
  boolean seen(Transaction tx, SettingId setting, UUID id, Actor.Person by, Instant at) {
    return tx.createUpdate(
                """
                UPDATE concern SET seen_by = :by, seen_by_name = :name, seen_at = :at
                WHERE setting_id = :setting AND concern_id = :id AND seen_at IS NULL
                """)
            .bind("setting", setting.value())
            .bind("id", id)
            .bind("by", by.account())
            .bind("name", by.name())
            .bind("at", at)
            .execute()
        > 0;
  }

  /** Closes it. False where it was closed before. */
  boolean close(
      Transaction tx,
      SettingId setting,
      UUID id,
      Actor.Person by,
      ConcernEnding ending,
      String words,
      Instant at) {
    return tx.createUpdate(
                """
                UPDATE concern SET closed_by = :by, closed_by_name = :name, closed_at = :at,
                  outcome = :ending, outcome_words = :words
                WHERE setting_id = :setting AND concern_id = :id AND closed_at IS NULL
                """)
            .bind("setting", setting.value())
            .bind("id", id)
            .bind("by", by.account())
            .bind("name", by.name())
            .bind("at", at)
            .bind("ending", ending.code())
            .bind("words", words)
            .execute()
        > 0;
  }

  private static Concern read(ResultSet row) throws SQLException {
    Optional<Instant> seenAt = Columns.maybeInstant(row, "seen_at");
    Optional<Instant> closedAt = Columns.maybeInstant(row, "closed_at");
    String seenBy = row.getString("seen_by_name");
    String closedBy = row.getString("closed_by_name");
    ConcernEnding ending =
        ConcernEnding.of(row.getString("outcome")).orElse(ConcernEnding.NO_ACTION);
    return new Concern(
        Columns.uuid(row, "concern_id"),
        new DeviceId(Columns.uuid(row, "shown_device")),
        row.getString("nickname"),
        Columns.maybeUuid(row, "used_by"),
        ConcernKind.of(row.getString("kind")).orElse(ConcernKind.WORRY),
        Columns.instant(row, "reported_at"),
        Columns.instant(row, "received_at"),
        seenAt.map(at -> new Concern.Seen(at, seenBy)),
        closedAt.map(at -> new Concern.Closed(at, closedBy, ending)));
  }
}
