package io.stairgate.console.audit;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
   * @param by who did it
   * @param act a stable code such as {@code laptop-renamed}; at most 64 characters
   * @param target to what, for example {@code laptop:} and its id, at most 64 characters; may be
   *     empty
   * @param detail in words; at most 1000 characters
   */
  public void append(SettingId setting, Actor by, String act, String target, String detail) {
    var _ =
        database.durably(
            transaction -> {
              append(transaction, setting, by, act, target, detail);
              return true;
            });
  }

  /**
   * Like {@link #append(SettingId, Actor, String, String, String)}, within the caller's
   * transaction.
   */
  public void append(
      Transaction transaction,
      SettingId setting,
      Actor by,
      String act,
      String target,
      String detail) {
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
    Bytes previous = last.map(AuditEntry::hash).orElse(AuditEntry.BEGINNING);
    AuditEntry line =
        new AuditEntry(
            setting,
            last.map(AuditEntry::number).orElse(0L) + 1,
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            by.name(),
            by.kind(),
            by.id(),
            act,
            target,
            detail,
            AuditEntry.BEGINNING);
    transaction
        .createUpdate(
            """
            INSERT INTO audit
              (setting_id, number, at, actor, actor_kind, actor_id, act, target, detail, hash)
            VALUES
              (:setting, :number, :at, :actor, :kind, CAST(:id AS UUID), :act, :target, :detail, :hash)
            """)
        .bind("setting", setting.value())
        .bind("number", line.number())
        .bind("at", line.at())
        .bind("actor", line.actor())
        .bind("kind", line.actorKind())
        .bind("id", line.actorId().map(UUID::toString).orElse(null))
        .bind("act", act)
        .bind("target", target)
        .bind("detail", detail)
        .bind("hash", line.hashAfter(previous))
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
        if (e.number() != number || !e.hash().equals(e.hashAfter(previous))) {
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
        row.getString("actor_kind"),
        Columns.maybeUuid(row, "actor_id"),
        row.getString("act"),
        row.getString("target"),
        row.getString("detail"),
        Columns.bytes(row, "hash"));
  }
}
