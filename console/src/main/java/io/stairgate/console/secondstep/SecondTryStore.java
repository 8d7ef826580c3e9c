package io.stairgate.console.secondstep;

import io.stairgate.console.account.Tries;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import java.time.Instant;
import java.util.UUID;

/**
 * Wrong codes of each person, counted apart from wrong passphrases: only who has the passphrase can
 * try one. Any thread may use it.
 */
public final class SecondTryStore {
  private final Database database;

  public SecondTryStore(Database database) {
    this.database = database;
  }

  /**
   * Claims one try before the code is looked at, counting it as wrong, and returns what was so
   * before. While the wait lasts nothing is counted.
   */
  Tries claim(UUID account, Instant now) {
    return database.inTransaction(
        tx -> {
          Tries before =
              tx.createQuery(
                      """
                      SELECT second_failed_count, second_not_before FROM account
                      WHERE account_id = :account FOR UPDATE
                      """)
                  .bind("account", account)
                  .map(
                      (row, context) ->
                          new Tries(
                              row.getInt("second_failed_count"),
                              Columns.maybeInstant(row, "second_not_before")))
                  .one();
          if (before.waitAt(now).isZero()) {
            write(tx, account, before.afterWrong(now));
          }
          return before;
        });
  }

  /** How many wrong codes there were since the last right one. */
  int wrong(UUID account) {
    return database.inTransaction(
        tx ->
            tx.createQuery("SELECT second_failed_count FROM account WHERE account_id = :account")
                .bind("account", account)
                .mapTo(Integer.class)
                .one());
  }

  /** Forgets the wrong tries: a right code was given. */
  void clear(UUID account) {
    database.useTransaction(tx -> clear(tx, account));
  }

  static void clear(Transaction tx, UUID account) {
    write(tx, account, Tries.NONE);
  }

  /** Holds the person's row until the transaction ends. */
  static void lock(Transaction tx, UUID account) {
    var _ =
        tx.createQuery("SELECT account_id FROM account WHERE account_id = :account FOR UPDATE")
            .bind("account", account)
            .mapTo(UUID.class)
            .findOne();
  }

  private static void write(Transaction tx, UUID account, Tries tries) {
    tx.createUpdate(
            """
            UPDATE account SET second_failed_count = :wrong,
              second_not_before = CAST(:notBefore AS TIMESTAMP WITH TIME ZONE)
            WHERE account_id = :account
            """)
        .bind("wrong", tries.wrong())
        .bind("notBefore", tries.notBefore().orElse(null))
        .bind("account", account)
        .execute();
  }
}
