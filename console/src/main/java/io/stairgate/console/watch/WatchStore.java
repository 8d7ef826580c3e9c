package io.stairgate.console.watch;

import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is counted over the whole console, and the one row that proves that the database takes a
 * write. Numbers only: nothing it returns belongs to a setting. Any thread may use it.
 */
public final class WatchStore {
  private static final String WRITTEN_AT = "written-at";

  private final Database database;

  /** Reads and writes there. */
  public WatchStore(Database database) {
    this.database = database;
  }

  /**
   * Writes a row and forces it to disk.
   *
   * @throws io.stairgate.console.database.DatabaseUnavailableException where that cannot be done
   */
  public void write(Instant now) {
    var _ =
        database.durably(
            transaction -> {
              var _ =
                  transaction
                      .createUpdate(
                          database
                              .dialect()
                              .insertIfAbsent(
                                  "console_fact", List.of("name", "fact_value"), List.of("name")))
                      .bind("name", WRITTEN_AT)
                      .bind("fact_value", now.toString())
                      .execute();
              return transaction
                  .createUpdate("UPDATE console_fact SET fact_value = :now WHERE name = :name")
                  .bind("name", WRITTEN_AT)
                  .bind("now", now.toString())
                  .execute();
            });
  }

  /** How many alerts are open, by class. */
  public Map<String, Long> openAlerts() {
    return database.inTransaction(
        transaction ->
            counted(
                transaction,
                """
                SELECT severity AS which, COUNT(*) AS amount FROM alert
                WHERE resolved_at IS NULL GROUP BY severity
                """));
  }

  /** How many messages to people and programs wait, and how many failed and are tried again. */
  public Map<String, Long> openMessages() {
    return database.inTransaction(
        transaction ->
            counted(
                transaction,
                """
                SELECT state AS which, COUNT(*) AS amount FROM notification
                WHERE state IN ('waiting', 'failed') GROUP BY state
                """));
  }

  private static Map<String, Long> counted(Transaction transaction, String sql) {
    Map<String, Long> result = new TreeMap<>();
    transaction
        .createQuery(sql)
        .map((row, context) -> Map.entry(row.getString("which"), row.getLong("amount")))
        .forEach(each -> result.put(each.getKey(), each.getValue()));
    return result;
  }
}
