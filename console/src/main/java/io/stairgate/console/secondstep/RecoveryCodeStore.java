package io.stairgate.console.secondstep;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What is kept of people's recovery codes: their MACs. Any thread may use it. */
public final class RecoveryCodeStore {
  private final Database database;

  public RecoveryCodeStore(Database database) {
    this.database = database;
  }

  /** Gives a person a new set; every code of the one before is void. */
  static void replace(Transaction tx, UUID account, List<Bytes> macs, Instant now) {
    removeAll(tx, account);
    for (Bytes mac : macs) {
      tx.createUpdate(
              """
              INSERT INTO recovery_code (account_id, code_hash, setting_id, made_at)
              SELECT account_id, :mac, setting_id, :now FROM account WHERE account_id = :account
              """)
          .bind("account", account)
          .bind("mac", mac)
          .bind("now", now)
          .execute();
    }
  }

  /** Uses a code; one caller ever gets it. */
  boolean use(UUID account, Bytes mac, Instant now) {
    return database.inTransaction(
            tx ->
                tx.createUpdate(
                        """
                        UPDATE recovery_code SET used_at = :now
                        WHERE account_id = :account AND code_hash = :mac AND used_at IS NULL
                        """)
                    .bind("account", account)
                    .bind("mac", mac)
                    .bind("now", now)
                    .execute())
        == 1;
  }

  /** How many codes of a person are still good. */
  int left(UUID account) {
    return database.inTransaction(tx -> left(tx, account));
  }

  static int left(Transaction tx, UUID account) {
    return tx.createQuery(
            """
            SELECT COUNT(*) FROM recovery_code WHERE account_id = :account AND used_at IS NULL
            """)
        .bind("account", account)
        .mapTo(Integer.class)
        .one();
  }

  static void removeAll(Transaction tx, UUID account) {
    tx.createUpdate("DELETE FROM recovery_code WHERE account_id = :account")
        .bind("account", account)
        .execute();
  }
}
