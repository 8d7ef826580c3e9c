package io.stairgate.console.audit;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The log of who did what: lines are added, never changed, and each is hashed over the one before,
 * per setting. Any thread may use it.
 */
public final class AuditStore {
  private final Database database;
  private final InstantSource clock;

  public AuditStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Adds a line in a transaction of its own, on disk when this returns.
   *
   * @param actor the person's display name, or what else did it; at most 100 characters
   * @param act a stable code such as {@code laptop-renamed}; at most 64 characters
   * @param detail in words; at most 1000 characters
   */
  public void append(SettingId setting, String actor, String act, String detail) {
    var _ =
        database.durably(
            transaction -> {
              append(transaction, setting, actor, act, detail);
              return true;
            });
  }

  /** Like {@link #append(SettingId, String, String, String)}, within the caller's transaction. */
  public void append(
      Transaction transaction, SettingId setting, String actor, String act, String detail) {
    SettingStore.lock(transaction, setting);
    Optional<AuditEntry> last =
        transaction
            .createQuery(
                """
                SELECT * FROM audit WHERE setting_id = :setting
                ORDER BY number DESC
                FETCH FIRST 1 ROW ONLY
                """)
            .bind("setting", setting.value())
            .map((row, context) -> read(row))
            .findOne();
    long number = last.map(AuditEntry::number).orElse(0L) + 1;
    Bytes previous = last.map(AuditEntry::hash).orElse(AuditEntry.BEGINNING);
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    transaction
        .createUpdate(
            """
            INSERT INTO audit (setting_id, number, at, actor, act, detail, hash)
            VALUES (:setting, :number, :at, :actor, :act, :detail, :hash)
            """)
        .bind("setting", setting.value())
        .bind("number", number)
        .bind("at", at)
        .bind("actor", actor)
        .bind("act", act)
        .bind("detail", detail)
        .bind("hash", AuditEntry.hash(previous, setting, number, at, actor, act, detail))
        .execute();
  }

  /**
   * Lines of a setting in their order.
   *
   * @param after the number to begin behind; 0 for the first
   * @param limit how many at most, 1 to 1000
   */
  public List<AuditEntry> entries(SettingId setting, long after, int limit) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT * FROM audit WHERE setting_id = :setting AND number > :after
                    ORDER BY number
                    FETCH FIRST :limit ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
  }

  /**
   * Proves the chain of a setting; the number of the first line that is missing or was changed, or
   * empty.
   */
  public Optional<Long> firstBroken(SettingId setting) {
    Bytes previous = AuditEntry.BEGINNING;
    long number = 0;
    while (true) {
      List<AuditEntry> some = entries(setting, number, 1000);
      if (some.isEmpty()) {
        return Optional.empty();
      }
      for (AuditEntry e : some) {
        number++;
        Bytes expected =
            AuditEntry.hash(
                previous, e.setting(), e.number(), e.at(), e.actor(), e.act(), e.detail());
        if (e.number() != number || !e.hash().equals(expected)) {
          return Optional.of(number);
        }
        previous = e.hash();
      }
    }
  }

  private static AuditEntry read(ResultSet row) throws SQLException {
    return new AuditEntry(
        new SettingId(Columns.uuid(row, "setting_id")),
        row.getLong("number"),
        Columns.instant(row, "at"),
        row.getString("actor"),
        row.getString("act"),
        row.getString("detail"),
        Columns.bytes(row, "hash"));
  }
}
