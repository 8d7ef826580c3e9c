package io.stairgate.console.audit;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.SettingId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Empties lines of the log whose time is over. The line and its hash stay, so that what laptops
 * remember of it still fits, and the chain goes on from the last emptied line. Up to which line
 * that is stands sealed under the console's key: whoever has the database alone cannot empty
 * others. Any thread may use it.
 */
public final class AuditCutStore {
  /** The act of an emptied line. */
  public static final String THINNED = "thinned";

  private static final String BOUND = "audit-cut:";
  private static final int PLAIN = Long.BYTES + 32;

  private final Database database;
  private final SealingKey sealing;

  /** Reads and writes there. */
  public AuditCutStore(Database database, SealingKey sealing) {
    this.database = database;
    this.sealing = sealing;
  }

  /** Up to where a log is emptied. */
  sealed interface Cut {
    /** Nothing is. */
    record None() implements Cut {}

    /**
     * Up to and with this line.
     *
     * @param line its number and hash
     */
    record Through(AuditStore.Head line) implements Cut {}

    /** Somebody without the console's key says so. */
    record Forged() implements Cut {}
  }

  Cut cut(SettingId setting) {
    return database.inTransaction(tx -> cut(tx, setting));
  }

  private Cut cut(Transaction tx, SettingId setting) {
    record Row(long through, Bytes sealed) {}
    Optional<Row> row =
        tx.createQuery("SELECT through_line, sealed_cut FROM audit_cut WHERE setting_id = :setting")
            .bind("setting", setting.value())
            .map(
                (each, context) ->
                    new Row(each.getLong("through_line"), Columns.bytes(each, "sealed_cut")))
            .findOne();
    if (row.isEmpty()) {
      return new Cut.None();
    }
    Optional<Bytes> plain = sealing.open(BOUND + setting.value(), row.get().sealed());
    if (plain.filter(bytes -> bytes.size() == PLAIN).isEmpty()) {
      return new Cut.Forged();
    }
    ByteBuffer read = ByteBuffer.wrap(plain.get().toArray());
    long number = read.getLong();
    byte[] hash = new byte[32];
    read.get(hash);
    return number == row.get().through()
        ? new Cut.Through(new AuditStore.Head(number, Bytes.of(hash)))
        : new Cut.Forged();
  }

  /**
   * Empties some more lines, oldest first, where they are still as they were written. A log that
   * was changed is left as it is, as evidence. The newest line always stays.
   *
   * @param before only lines older than this
   * @param most how many
   * @return how many; fewer than {@code most}: there are no more
   */
  public int thin(
      Transaction tx, AuditStore audit, SettingId setting, Instant before, Instant now, int most) {
    AuditStore.Head last;
    switch (cut(tx, setting)) {
      case Cut.Forged() -> {
        return 0;
      }
      case Cut.None() -> last = new AuditStore.Head(0, AuditEntry.BEGINNING);
      case Cut.Through(AuditStore.Head line) -> last = line;
    }
    long newest = audit.last(tx, setting).map(AuditStore.Head::number).orElse(0L);
    List<AuditEntry> lines = AuditStore.entries(tx, setting, last.number(), most);
    AuditStore.Head to = last;
    for (AuditEntry line : lines) {
      boolean right =
          line.number() == to.number() + 1 && line.hash().equals(line.hashAfter(to.hash()));
      if (!right || line.number() >= newest || !line.at().isBefore(before)) {
        break;
      }
      to = new AuditStore.Head(line.number(), line.hash());
    }
    int many = Math.toIntExact(to.number() - last.number());
    if (many > 0) {
      empty(tx, setting, last.number(), to.number());
      put(tx, setting, to, now);
    }
    return many;
  }

  private static void empty(Transaction tx, SettingId setting, long after, long through) {
    tx.createUpdate(
            """
            UPDATE audit
            SET actor = '', actor_kind = '', actor_id = NULL, act = :act, target = '', detail = ''
            WHERE setting_id = :setting AND number > :after AND number <= :through
            """)
        .bind("setting", setting.value())
        .bind("act", THINNED)
        .bind("after", after)
        .bind("through", through)
        .execute();
  }

  private void put(Transaction tx, SettingId setting, AuditStore.Head line, Instant now) {
    byte[] plain =
        ByteBuffer.allocate(PLAIN).putLong(line.number()).put(line.hash().toArray()).array();
    tx.createUpdate("DELETE FROM audit_cut WHERE setting_id = :setting")
        .bind("setting", setting.value())
        .execute();
    tx.createUpdate(
            """
            INSERT INTO audit_cut (setting_id, through_line, sealed_cut, cut_at)
            VALUES (:setting, :through, :sealed, :at)
            """)
        .bind("setting", setting.value())
        .bind("through", line.number())
        .bind("sealed", sealing.seal(BOUND + setting.value(), Bytes.of(plain)))
        .bind("at", now)
        .execute();
  }
}
