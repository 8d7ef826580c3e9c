package io.stairgate.console.backup;

import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a restore looks up and puts right in a console's own tables. */
final class RestoreStore {
  private static final String ACCOUNT_ID = "account_id";

  /** What is open for a moment must not come to life again, by table. */
  private static final Map<String, String> OPEN =
      Map.of(
          "web_session", "DELETE FROM web_session WHERE %s",
          "ceremony", "DELETE FROM ceremony WHERE %s",
          "api_answer", "DELETE FROM api_answer WHERE %s",
          "enrol_code", "UPDATE enrol_code SET ended_at = :now WHERE ended_at IS NULL AND %s",
          "entry_link", "UPDATE entry_link SET used_at = :now WHERE used_at IS NULL AND %s",
          "invitation",
              """
              UPDATE invitation SET withdrawn_at = :now
              WHERE used_at IS NULL AND withdrawn_at IS NULL AND %s
              """);

  private RestoreStore() {}

  /**
   * Ends what was open when the backup was made: sessions, ceremonies, codes and links.
   *
   * @param setting of which setting; empty: of all
   */
  static void endWhatIsOpen(
      Transaction transaction, List<Table> tables, Optional<SettingId> setting, Instant now) {
    for (Table table : tables) {
      String sql = OPEN.get(table.name());
      if (sql != null) {
        String which = setting.isPresent() ? "setting_id = :setting" : "1 = 1";
        var update = transaction.createUpdate(sql.formatted(which));
        setting.ifPresent(only -> update.bind("setting", only.value()));
        if (sql.contains(":now")) {
          update.bind("now", now);
        }
        update.execute();
      }
    }
  }

  /**
   * Forgets what another console's keys stand behind: its authority's certificates, and recovery
   * codes that only its sealing key recognises.
   */
  static void forgetWhatDoesNotMove(Transaction transaction, SettingId setting) {
    transaction
        .createUpdate("DELETE FROM certificate WHERE setting_id = :setting")
        .bind("setting", setting.value())
        .execute();
    transaction
        .createUpdate("DELETE FROM recovery_code WHERE setting_id = :setting")
        .bind("setting", setting.value())
        .execute();
  }

  /** Whether there is a setting of that id. */
  static boolean hasSetting(Transaction transaction, UUID setting) {
    return transaction
        .createQuery("SELECT setting_id FROM setting WHERE setting_id = :setting")
        .bind("setting", setting)
        .mapTo(UUID.class)
        .findOne()
        .isPresent();
  }

  /** The account that signs in with a name, ended or not. */
  static Optional<UUID> accountNamed(Transaction transaction, String signInName) {
    return transaction
        .createQuery("SELECT account_id FROM account WHERE sign_in_name = :name")
        .bind("name", signInName)
        .mapTo(UUID.class)
        .findOne();
  }

  /** The sign-in name of an account of whatever setting, ended or not. */
  static Optional<String> nameOf(Transaction transaction, UUID account) {
    return transaction
        .createQuery("SELECT sign_in_name FROM account WHERE account_id = :account")
        .bind("account", account)
        .mapTo(String.class)
        .findOne();
  }

  /** Writes a row over the one of the same key. */
  static void replaceAccount(Transaction transaction, Table account, Row row) {
    for (Table.Column column : account.columns()) {
      Object value = row.value(account, column.name());
      if (column.name().equals(ACCOUNT_ID)) {
        continue;
      }
      var update =
          transaction
              .createUpdate(
                  "UPDATE account SET %s = :value WHERE account_id = :id".formatted(column.name()))
              .bind("id", row.value(account, ACCOUNT_ID));
      update.bind("value", new TableStore.Cell(column.kind(), value)).execute();
    }
  }

  /** Writes a fact of the console, whatever it was before. */
  static void putFact(Transaction transaction, String name, String value) {
    transaction
        .createUpdate("DELETE FROM console_fact WHERE name = :name")
        .bind("name", name)
        .execute();
    transaction
        .createUpdate("INSERT INTO console_fact (name, fact_value) VALUES (:name, :value)")
        .bind("name", name)
        .bind("value", value)
        .execute();
  }

  /** A fact of the console. */
  static Optional<String> fact(Transaction transaction, String name) {
    return transaction
        .createQuery("SELECT fact_value FROM console_fact WHERE name = :name")
        .bind("name", name)
        .mapTo(String.class)
        .findOne();
  }
}
