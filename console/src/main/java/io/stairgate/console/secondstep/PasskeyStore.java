package io.stairgate.console.secondstep;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** People's passkeys. Any thread may use it. */
public final class PasskeyStore {
  private final Database database;

  public PasskeyStore(Database database) {
    this.database = database;
  }

  /** A person's passkeys, oldest first. */
  List<Passkey> of(UUID account) {
    return database.inTransaction(tx -> of(tx, account));
  }

  static List<Passkey> of(Transaction tx, UUID account) {
    return tx.createQuery(
            "SELECT * FROM passkey WHERE account_id = :account ORDER BY made_at, credential_id")
        .bind("account", account)
        .map((row, context) -> read(row))
        .list();
  }

  /** The passkey of an id, whoever has it. */
  Optional<Passkey> find(Bytes id) {
    return database.inTransaction(
        tx ->
            tx.createQuery("SELECT * FROM passkey WHERE credential_id = :id")
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne());
  }

  /** Adds one; fails where the id is there already. */
  static void add(Transaction tx, Passkey passkey) {
    tx.createUpdate(
            """
            INSERT INTO passkey
              (credential_id, account_id, setting_id, user_handle, public_key, signature_count,
               name, made_at)
            SELECT :id, account_id, setting_id, :handle, :key, :count, :name, :now FROM account
            WHERE account_id = :account
            """)
        .bind("id", passkey.id())
        .bind("account", passkey.account())
        .bind("handle", passkey.userHandle())
        .bind("key", passkey.publicKey())
        .bind("count", passkey.signatureCount())
        .bind("name", passkey.name())
        .bind("now", passkey.madeAt())
        .execute();
  }

  /**
   * Notes a use.
   *
   * @param count what the passkey says; greater than before, or 0 as ever
   * @return whether it was noted: of two uses with one count only one is
   */
  boolean used(Bytes id, long count, Instant now) {
    return database.inTransaction(
            tx ->
                tx.createUpdate(
                        """
                        UPDATE passkey SET signature_count = :count, last_used_at = :now
                        WHERE credential_id = :id
                          AND (signature_count < :count OR (signature_count = 0 AND :count = 0))
                        """)
                    .bind("id", id)
                    .bind("count", count)
                    .bind("now", now)
                    .execute())
        == 1;
  }

  static void rename(Transaction tx, UUID account, Bytes id, String name) {
    tx.createUpdate(
            """
            UPDATE passkey SET name = :name WHERE account_id = :account AND credential_id = :id
            """)
        .bind("name", name)
        .bind("account", account)
        .bind("id", id)
        .execute();
  }

  static boolean remove(Transaction tx, UUID account, Bytes id) {
    return tx.createUpdate(
                "DELETE FROM passkey WHERE account_id = :account AND credential_id = :id")
            .bind("account", account)
            .bind("id", id)
            .execute()
        == 1;
  }

  static void removeAll(Transaction tx, UUID account) {
    tx.createUpdate("DELETE FROM passkey WHERE account_id = :account")
        .bind("account", account)
        .execute();
  }

  private static Passkey read(ResultSet row) throws SQLException {
    return new Passkey(
        Columns.bytes(row, "credential_id"),
        Columns.uuid(row, "account_id"),
        Columns.bytes(row, "user_handle"),
        Columns.bytes(row, "public_key"),
        row.getLong("signature_count"),
        row.getString("name"),
        Columns.instant(row, "made_at"),
        Columns.maybeInstant(row, "last_used_at"));
  }
}
