package io.stairgate.console.setting;

import io.stairgate.console.database.Database;
import java.util.Map;
import java.util.Optional;

/**
 * What the console knows of itself, one value per name: its id, its restore epoch. Any thread may
 * use it.
 */
public final class ConsoleFactStore {
  private final Database database;

  public ConsoleFactStore(Database database) {
    this.database = database;
  }

  /** The value of {@code name}; empty where it was never written. */
  public Optional<String> find(String name) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery("SELECT fact_value FROM console_fact WHERE name = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne());
  }

  /**
   * Writes values that must not change afterwards, all or none; fails where there is one of them.
   */
  public void create(Map<String, String> facts) {
    var _ =
        database.durably(
            transaction -> {
              facts.forEach(
                  (name, value) ->
                      transaction
                          .createUpdate(
                              "INSERT INTO console_fact (name, fact_value) VALUES (:name, :value)")
                          .bind("name", name)
                          .bind("value", value)
                          .execute());
              return true;
            });
  }

  /** Writes a value, whatever it was before. */
  public void put(String name, String value) {
    var _ =
        database.durably(
            transaction -> {
              transaction
                  .createUpdate("DELETE FROM console_fact WHERE name = :name")
                  .bind("name", name)
                  .execute();
              return transaction
                  .createUpdate(
                      "INSERT INTO console_fact (name, fact_value) VALUES (:name, :value)")
                  .bind("name", name)
                  .bind("value", value)
                  .execute();
            });
  }
}
