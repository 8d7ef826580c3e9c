package io.stairgate.console.contact;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Who is away, and who covers. Any thread may use it. */
public final class AwayStore {
  private final Database database;

  /** Of a database. */
  public AwayStore(Database database) {
    this.database = database;
  }

  /** What is not over on a day, the earliest first. */
  public List<Away> from(SettingId setting, LocalDate day) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT * FROM away
                    WHERE setting_id = :setting AND last_day >= :day AND ended_at IS NULL
                    ORDER BY first_day, away_id
                    FETCH FIRST 500 ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("day", day)
                .map(
                    (row, context) ->
                        new Away(
                            Columns.uuid(row, "away_id"),
                            Columns.uuid(row, "account_id"),
                            row.getObject("first_day", LocalDate.class),
                            row.getObject("last_day", LocalDate.class),
                            Columns.uuid(row, "cover_id")))
                .list());
  }

  void add(Transaction tx, SettingId setting, Away away, Instant now) {
    tx.createUpdate(
            """
            INSERT INTO away (away_id, setting_id, account_id, first_day, last_day, cover_id, made_at)
            VALUES (:id, :setting, :account, :first, :last, :cover, :now)
            """)
        .bind("id", away.id())
        .bind("setting", setting.value())
        .bind("account", away.account())
        .bind("first", away.first())
        .bind("last", away.last())
        .bind("cover", away.cover())
        .bind("now", now)
        .execute();
  }

  /**
   * Takes back that a person is away.
   *
   * @return false where the person noted no such thing, or took it back before
   */
  boolean end(Transaction tx, SettingId setting, UUID account, UUID away, Instant now) {
    return tx.createUpdate(
                """
                UPDATE away SET ended_at = :now
                WHERE setting_id = :setting AND account_id = :account AND away_id = :away
                  AND ended_at IS NULL
                """)
            .bind("now", now)
            .bind("setting", setting.value())
            .bind("account", account)
            .bind("away", away)
            .execute()
        == 1;
  }
}
