package io.stairgate.console.contact;

import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What people wish to be told in a setting. Any thread may use it. */
public final class WishStore {
  private final Database database;
  private final String insert;

  /** Of a database. */
  public WishStore(Database database) {
    this.database = database;
    this.insert =
        database
            .dialect()
            .insertIfAbsent(
                "notify_wish",
                List.of("setting_id", "account_id", "urgent_any_time", "changed_at"),
                List.of("setting_id", "account_id"));
  }

  /** The people who wish to have urgent messages outside open hours too. */
  public Set<UUID> urgentAnyTime(SettingId setting) {
    return database.inTransaction(
        tx ->
            Set.copyOf(
                tx.createQuery(
                        """
                        SELECT account_id FROM notify_wish
                        WHERE setting_id = :setting AND urgent_any_time = TRUE
                        """)
                    .bind("setting", setting.value())
                    .mapTo(UUID.class)
                    .list()));
  }

  /** Notes a person's wish; the earlier one is gone. */
  void put(Transaction tx, SettingId setting, UUID account, boolean urgentAnyTime, Instant now) {
    tx.createUpdate(insert)
        .bind("setting_id", setting.value())
        .bind("account_id", account)
        .bind("urgent_any_time", urgentAnyTime)
        .bind("changed_at", now)
        .execute();
    tx.createUpdate(
            """
            UPDATE notify_wish SET urgent_any_time = :urgent, changed_at = :now
            WHERE setting_id = :setting AND account_id = :account
            """)
        .bind("urgent", urgentAnyTime)
        .bind("now", now)
        .bind("setting", setting.value())
        .bind("account", account)
        .execute();
  }
}
