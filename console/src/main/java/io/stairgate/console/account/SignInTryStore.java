package io.stairgate.console.account;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tries to sign in, counted by the name that was typed, whether somebody has it or not: the same
 * statements run and the same rows are written for both, on every console that shares the database.
 * Only a MAC of the name is kept, because people type other things there too. A browser the person
 * signed in with before has a count of its own, so whoever knows a sign-in name cannot make its
 * owner wait there. Any thread may use it.
 */
public final class SignInTryStore {
  /** A count is forgotten after this long without a try. */
  static final Duration KEPT = Duration.ofHours(1);

  /** Stands for a browser without a cookie, so that the same statement runs. */
  private static final Bytes NO_BROWSER = Bytes.of(new byte[32]);

  private final Database database;
  private final SealingKey key;

  public SignInTryStore(Database database, SealingKey key) {
    this.database = database;
    this.key = key;
  }

  /**
   * A try that was counted as wrong before it is looked at.
   *
   * @param account who has the name; empty: nobody
   * @param before what was counted before it
   * @param name MAC of the typed name
   * @param browser where it was counted instead: one of the person's own browsers
   */
  record Claim(Optional<Account> account, Tries before, Bytes name, Optional<Bytes> browser) {}

  /**
   * Claims one try, so that many at once cost as much as one after the other. While the wait lasts
   * nothing is counted.
   *
   * @param name lower case
   */
  Claim claim(String name, Optional<Secret> browser, Instant now) {
    Bytes mac = key.mac("sign-in-name", name);
    Bytes id = browser.map(Secret::hash).orElse(NO_BROWSER);
    try {
      return database.inTransaction(tx -> claim(tx, name, mac, id, now));
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        // Another try with the same name made the row in this moment; now it is there.
        return database.inTransaction(tx -> claim(tx, name, mac, id, now));
      }
      throw e;
    }
  }

  private Claim claim(Transaction tx, String name, Bytes mac, Bytes id, Instant now) {
    Optional<Account> account = AccountStore.find(tx, name);
    UUID person = account.map(Account::id).orElseGet(UUID::randomUUID);
    Optional<Tries> own = KnownBrowserStore.lockTries(tx, person, id);
    if (own.isPresent()) {
      if (own.get().waitAt(now).isZero()) {
        KnownBrowserStore.writeTries(tx, person, id, own.get().afterWrong(now));
      }
      return new Claim(account, own.get(), mac, Optional.of(id));
    }
    tx.createUpdate(
            database
                .dialect()
                .insertIfAbsent(
                    "sign_in_try",
                    List.of("name_mac", "failed_count", "last_at"),
                    List.of("name_mac")))
        .bind("name_mac", mac)
        .bind("failed_count", 0)
        .bind("last_at", now)
        .execute();
    Tries before =
        tx.createQuery("SELECT * FROM sign_in_try WHERE name_mac = :mac FOR UPDATE")
            .bind("mac", mac)
            .map(
                (row, context) ->
                    Columns.instant(row, "last_at").plus(KEPT).isBefore(now)
                        ? Tries.NONE
                        : new Tries(
                            row.getInt("failed_count"), Columns.maybeInstant(row, "not_before")))
            .one();
    if (before.waitAt(now).isZero()) {
      write(tx, mac, before.afterWrong(now), now);
    }
    return new Claim(account, before, mac, Optional.empty());
  }

  /** Forgets what was counted: the right passphrase was given. */
  void forgive(Claim claim, Instant now) {
    database.useTransaction(
        tx -> {
          claim
              .browser()
              .ifPresent(
                  id ->
                      claim
                          .account()
                          .ifPresent(
                              person ->
                                  KnownBrowserStore.writeTries(tx, person.id(), id, Tries.NONE)));
          write(tx, claim.name(), Tries.NONE, now);
        });
  }

  /** Forgets the count of a name, within the caller's transaction. */
  void forget(Transaction tx, String name) {
    tx.createUpdate("DELETE FROM sign_in_try WHERE name_mac = :mac")
        .bind("mac", key.mac("sign-in-name", name))
        .execute();
  }

  /** Removes counts that are forgotten already. */
  void sweep(Instant now) {
    database.useTransaction(
        tx ->
            tx.createUpdate("DELETE FROM sign_in_try WHERE last_at < :end")
                .bind("end", now.minus(KEPT))
                .execute());
  }

  private static void write(Transaction tx, Bytes mac, Tries tries, Instant now) {
    tx.createUpdate(
            """
            UPDATE sign_in_try SET failed_count = :wrong, last_at = :now,
              not_before = CAST(:notBefore AS TIMESTAMP WITH TIME ZONE)
            WHERE name_mac = :mac
            """)
        .bind("wrong", tries.wrong())
        .bind("now", now)
        .bind("notBefore", tries.notBefore().orElse(null))
        .bind("mac", mac)
        .execute();
  }
}
