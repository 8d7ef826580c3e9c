package io.stairgate.console.setting;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The settings. Any thread may use it. */
public final class SettingStore {
  private final Database database;
  private final List<Consumer<SettingId>> renamed = new CopyOnWriteArrayList<>();

  public SettingStore(Database database) {
    this.database = database;
  }

  /** Adds a setting. */
  public void create(Setting setting) {
    database.useTransaction(transaction -> create(transaction, setting));
  }

  /** Adds a setting, within the caller's transaction. */
  public void create(Transaction transaction, Setting setting) {
    transaction
        .createUpdate(
            """
            INSERT INTO setting (setting_id, name, recovery_key, created_at)
            VALUES (:id, :name, :key, :at)
            """)
        .bind("id", setting.id().value())
        .bind("name", setting.name())
        .bind("key", setting.recoveryKey())
        .bind("at", setting.createdAt())
        .execute();
    // Here, so that two consoles never add it at once: its row is what they take turns with.
    transaction
        .createUpdate(
            """
            INSERT INTO setting_summary (setting_id, laptops, first_check, attention)
            VALUES (:id, 0, 0, 0)
            """)
        .bind("id", setting.id().value())
        .execute();
  }

  /** One setting; empty where there is none of that id. */
  public Optional<Setting> find(SettingId id) {
    return database.inTransaction(transaction -> find(transaction, id));
  }

  /** Like {@link #find(SettingId)}, within the caller's transaction. */
  public Optional<Setting> find(Transaction transaction, SettingId id) {
    return transaction
        .createQuery("SELECT * FROM setting WHERE setting_id = :id")
        .bind("id", id.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  /**
   * Every setting, oldest first: for the console's own commands, never for a person of one setting.
   */
  public List<Setting> all() {
    return database.inTransaction(SettingStore::all);
  }

  /** Like {@link #all()}, within the caller's transaction. */
  public static List<Setting> all(Transaction transaction) {
    return transaction
        .createQuery("SELECT * FROM setting ORDER BY created_at, setting_id")
        .map((row, context) -> read(row))
        .list();
  }

  /**
   * Gives a setting another name.
   *
   * @param name 1 to 200 characters
   * @return false where there is no such setting
   */
  public boolean rename(SettingId id, String name) {
    if (name.isBlank() || name.length() > 200) {
      throw new IllegalArgumentException("A setting's name has 1 to 200 characters.");
    }
    boolean done =
        database.inTransaction(
            transaction ->
                transaction
                        .createUpdate("UPDATE setting SET name = :name WHERE setting_id = :id")
                        .bind("name", name)
                        .bind("id", id.value())
                        .execute()
                    == 1);
    if (done) {
      renamed.forEach(listener -> listener.accept(id));
    }
    return done;
  }

  /**
   * Tells {@code listener} of each setting that got another name, from now on.
   *
   * @param listener called by the thread that renamed it; it must return at once and not throw
   */
  public void onRename(Consumer<SettingId> listener) {
    renamed.add(listener);
  }

  /**
   * Makes other transactions that call this for the same setting wait until {@code transaction}'s
   * has ended: for what must be numbered without a hole.
   */
  public static void lock(Transaction transaction, SettingId id) {
    var _ =
        transaction
            .createQuery("SELECT setting_id FROM setting WHERE setting_id = :id FOR UPDATE")
            .bind("id", id.value())
            .mapTo(UUID.class)
            .findOne();
  }

  private static Setting read(ResultSet row) throws SQLException {
    return new Setting(
        new SettingId(Columns.uuid(row, "setting_id")),
        row.getString("name"),
        Columns.bytes(row, "recovery_key"),
        Columns.instant(row, "created_at"));
  }
}
