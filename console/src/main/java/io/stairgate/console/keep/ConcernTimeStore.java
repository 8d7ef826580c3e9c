package io.stairgate.console.keep;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Reports from laptops whose time is over: kept for longer, or removed, by a person. Any thread.
 */
final class ConcernTimeStore {
  private final Database database;

  ConcernTimeStore(Database database) {
    this.database = database;
  }

  /**
   * Closed reports whose time is over, oldest first, at most 200.
   *
   * @param cut closed before it
   * @param now what is kept for longer is kept until then at least
   */
  List<UUID> over(SettingId setting, Instant cut, Instant now) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT c.concern_id FROM concern c
                    WHERE c.setting_id = :setting AND c.closed_at IS NOT NULL AND c.closed_at < :cut
                      AND NOT EXISTS (SELECT 1 FROM concern_kept k
                                      WHERE k.concern_id = c.concern_id AND k.keep_until > :now)
                    ORDER BY c.closed_at, c.concern_id FETCH FIRST 200 ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("cut", cut)
                .bind("now", now)
                .map((row, context) -> row.getObject("concern_id", UUID.class))
                .list());
  }

  void keep(
      Transaction tx,
      SettingId setting,
      UUID id,
      Instant until,
      String reason,
      Actor.Person by,
      Instant now) {
    tx.createUpdate(
            """
            INSERT INTO concern_kept
              (review_id, concern_id, setting_id, keep_until, reason, decided_by, decided_by_name,
               decided_at)
            SELECT :review, concern_id, setting_id, :until, :reason, :by, :name, :at
            FROM concern WHERE setting_id = :setting AND concern_id = :id
            """)
        .bind("review", UUID.randomUUID())
        .bind("setting", setting.value())
        .bind("id", id)
        .bind("until", until)
        .bind("reason", reason)
        .bind("by", by.account())
        .bind("name", by.name())
        .bind("at", now)
        .execute();
  }

  /** Whether the laptop it came from is held. */
  boolean held(Transaction tx, SettingId setting, UUID id) {
    return tx.createQuery(
                """
                SELECT COUNT(*) FROM concern c
                JOIN legal_hold h ON h.setting_id = c.setting_id AND h.device_id = c.device_id
                WHERE c.setting_id = :setting AND c.concern_id = :id AND h.ended_at IS NULL
                """)
            .bind("setting", setting.value())
            .bind("id", id)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  void remove(Transaction tx, SettingId setting, UUID id) {
    for (String table : List.of("concern_kept", "concern")) {
      tx.createUpdate(
              "DELETE FROM %s WHERE setting_id = :setting AND concern_id = :id".formatted(table))
          .bind("setting", setting.value())
          .bind("id", id)
          .execute();
    }
  }
}
