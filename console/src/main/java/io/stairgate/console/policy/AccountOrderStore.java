package io.stairgate.console.policy;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Part;
import io.stairgate.console.database.Place;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What was said of single accounts; what is over stays, as history. Any thread may use it. */
public final class AccountOrderStore {
  private static final String SELECT = "SELECT * FROM account_order WHERE setting_id = :setting";

  private static final String HOLDS =
      " AND cleared_at IS NULL AND (ends_at IS NULL OR ends_at > :now)";

  private final Database database;

  public AccountOrderStore(Database database) {
    this.database = database;
  }

  /**
   * A password that somebody else may know.
   *
   * @param setting whose
   * @param order what was said of it
   * @param told whether people were told that it was not changed in time
   */
  public record Known(SettingId setting, AccountOrder order, boolean told) {}

  /** Keeps one within the caller's transaction. */
  public void add(Transaction tx, SettingId setting, AccountOrder order) {
    tx.createUpdate(
            """
            INSERT INTO account_order (order_id, setting_id, account, kind, reason, since, ends_at,
              made_by_kind, made_by, made_by_name, made_at, cleared_by_name, cleared_word)
            VALUES (:id, :setting, :account, :kind, :reason, :since,
              CAST(:ends AS TIMESTAMP WITH TIME ZONE), :byKind, CAST(:by AS UUID), :byName, :at, '', '')
            """)
        .bind("id", order.id())
        .bind("setting", setting.value())
        .bind("account", order.account())
        .bind("kind", order.kind().code())
        .bind("reason", order.reason())
        .bind("since", order.since())
        .bind("ends", order.endsAt().orElse(null))
        .bind("byKind", order.madeBy().kind())
        .bind("by", order.madeBy().id().map(UUID::toString).orElse(null))
        .bind("byName", order.madeBy().name())
        .bind("at", order.madeAt())
        .execute();
  }

  /**
   * Some orders, newest first.
   *
   * @param current only those that hold now
   * @param now the time
   * @param after {@code next} of the part before; empty for the first
   * @param limit how many at most, 1 to 1000
   */
  public Part<AccountOrder> orders(
      SettingId setting, boolean current, Instant now, Optional<String> after, int limit) {
    Place from = Place.of(after);
    return database.inTransaction(
        tx ->
            Part.of(
                tx.createQuery(
                        SELECT
                            + (current ? HOLDS : " AND made_at <= :now")
                            + """

                            AND (made_at < :at OR (made_at = :at AND order_id < :id))
                            ORDER BY made_at DESC, order_id DESC
                            FETCH FIRST :limit ROWS ONLY
                            """)
                    .bind("setting", setting.value())
                    .bind("now", now)
                    .bind("at", from.at())
                    .bind("id", from.id())
                    .bind("limit", limit + 1)
                    .map((row, context) -> read(row))
                    .list(),
                limit,
                order -> new Place(order.madeAt(), order.id())));
  }

  /** The orders that hold, oldest first, within the caller's transaction. */
  public List<AccountOrder> holding(Transaction tx, SettingId setting, Instant now) {
    return tx.createQuery(SELECT + HOLDS + " ORDER BY made_at, order_id")
        .bind("setting", setting.value())
        .bind("now", now)
        .map((row, context) -> read(row))
        .list();
  }

  /** One order; empty where the setting has none of that id. */
  public Optional<AccountOrder> find(SettingId setting, UUID id) {
    return database.inTransaction(tx -> find(tx, setting, id));
  }

  /** Like {@link #find(SettingId, UUID)}, within the caller's transaction. */
  public Optional<AccountOrder> find(Transaction tx, SettingId setting, UUID id) {
    return tx.createQuery(SELECT + " AND order_id = :id")
        .bind("setting", setting.value())
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  /**
   * Takes one back within the caller's transaction.
   *
   * @return false where the setting has no such order, or it was taken back before
   */
  public boolean clear(
      Transaction tx, SettingId setting, UUID id, Actor by, String word, Instant at) {
    return tx.createUpdate(
                """
                UPDATE account_order SET cleared_by = CAST(:by AS UUID), cleared_by_name = :name,
                  cleared_at = :at, cleared_word = :word
                WHERE setting_id = :setting AND order_id = :id AND cleared_at IS NULL
                """)
            .bind("setting", setting.value())
            .bind("id", id)
            .bind("by", by.id().map(UUID::toString).orElse(null))
            .bind("name", by.name())
            .bind("at", at)
            .bind("word", word)
            .execute()
        > 0;
  }

  /** Passwords of all settings that somebody else may know, oldest first, at most 500. */
  public List<Known> known() {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT * FROM account_order
                    WHERE kind = 'password-known' AND cleared_at IS NULL
                    ORDER BY since, order_id
                    FETCH FIRST 500 ROWS ONLY
                    """)
                .map(
                    (row, context) ->
                        new Known(
                            new SettingId(Columns.uuid(row, "setting_id")),
                            read(row),
                            Columns.maybeInstant(row, "late_told_at").isPresent()))
                .list());
  }

  /** When what is said of accounts last changed, by setting; none where nothing ever was. */
  public Map<SettingId, Instant> lastChanges() {
    return database.inTransaction(
        tx -> {
          Map<SettingId, Instant> all = new HashMap<>();
          tx.createQuery(
                  """
                  SELECT setting_id, MAX(COALESCE(cleared_at, made_at)) AS latest
                  FROM account_order GROUP BY setting_id
                  """)
              .map(
                  (row, context) ->
                      Map.entry(
                          new SettingId(Columns.uuid(row, "setting_id")),
                          Columns.instant(row, "latest")))
              .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
          return all;
        });
  }

  /**
   * Notes that somebody is told, within the caller's transaction; false where another was first.
   */
  public boolean toldLate(Transaction tx, SettingId setting, UUID id, Instant at) {
    return tx.createUpdate(
                """
                UPDATE account_order SET late_told_at = :at
                WHERE setting_id = :setting AND order_id = :id AND late_told_at IS NULL
                  AND cleared_at IS NULL
                """)
            .bind("setting", setting.value())
            .bind("id", id)
            .bind("at", at)
            .execute()
        > 0;
  }

  private static AccountOrder read(ResultSet row) throws SQLException {
    Optional<Instant> clearedAt = Columns.maybeInstant(row, "cleared_at");
    String by = row.getString("cleared_by_name");
    String word = row.getString("cleared_word");
    return new AccountOrder(
        Columns.uuid(row, "order_id"),
        row.getString("account"),
        AccountOrder.Kind.of(row.getString("kind")).orElse(AccountOrder.Kind.PASSWORD_KNOWN),
        row.getString("reason"),
        Columns.instant(row, "since"),
        Columns.maybeInstant(row, "ends_at"),
        new MadeBy(
            row.getString("made_by_kind"),
            Columns.maybeUuid(row, "made_by"),
            row.getString("made_by_name")),
        Columns.instant(row, "made_at"),
        clearedAt.map(at -> new AccountOrder.Cleared(at, by, word)));
  }
}
