package io.stairgate.console.ceremony;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The ceremonies under way. They are in the database, so one begun on one node ends on another, and
 * each ends once. Any thread may use it.
 */
public final class CeremonyStore {
  private final Database database;

  public CeremonyStore(Database database) {
    this.database = database;
  }

  /**
   * Notes that one has begun, and forgets those whose time is over.
   *
   * @param secret hash of what the browser will bring back; it replaces one under the same hash
   */
  public void begin(Bytes secret, Ceremony ceremony, Instant now) {
    database.useTransaction(
        tx -> {
          tx.createUpdate("DELETE FROM ceremony WHERE ends_at <= :now OR secret_hash = :secret")
              .bind("now", now)
              .bind("secret", secret)
              .execute();
          tx.createUpdate(
                  """
                  INSERT INTO ceremony
                    (secret_hash, kind, setting_id, account_id, body, ends_at)
                  VALUES (:secret, :kind, CAST(:setting AS UUID), CAST(:account AS UUID), :body,
                    :ends)
                  """)
              .bind("secret", secret)
              .bind("kind", ceremony.kind())
              .bind("setting", ceremony.setting().map(SettingId::toString).orElse(null))
              .bind("account", ceremony.account().map(UUID::toString).orElse(null))
              .bind("body", ceremony.body())
              .bind("ends", ceremony.endsAt())
              .execute();
        });
  }

  /** Looks at one and leaves it there; empty where it is unknown, of another kind, or over. */
  public Optional<Ceremony> find(Bytes secret, String kind, Instant now) {
    return database.inTransaction(tx -> find(tx, secret, kind, now));
  }

  /**
   * Takes one out, whatever comes of it: one caller ever gets it. Empty where it is unknown, of
   * another kind, over, or was taken before.
   */
  public Optional<Ceremony> take(Bytes secret, String kind, Instant now) {
    return database.inTransaction(tx -> take(tx, secret, kind, now));
  }

  /** Like {@link #take(Bytes, String, Instant)}, within the caller's transaction. */
  public static Optional<Ceremony> take(Transaction tx, Bytes secret, String kind, Instant now) {
    Optional<Ceremony> found = find(tx, secret, kind, now);
    int won =
        tx.createUpdate("DELETE FROM ceremony WHERE secret_hash = :secret AND kind = :kind")
            .bind("secret", secret)
            .bind("kind", kind)
            .execute();
    return won == 1 ? found : Optional.empty();
  }

  private static Optional<Ceremony> find(Transaction tx, Bytes secret, String kind, Instant now) {
    return tx.createQuery(
            """
            SELECT * FROM ceremony
            WHERE secret_hash = :secret AND kind = :kind AND ends_at > :now
            """)
        .bind("secret", secret)
        .bind("kind", kind)
        .bind("now", now)
        .map(
            (row, context) ->
                new Ceremony(
                    row.getString("kind"),
                    Columns.maybeUuid(row, "setting_id").map(SettingId::new),
                    Columns.maybeUuid(row, "account_id"),
                    row.getString("body"),
                    Columns.instant(row, "ends_at")))
        .findOne();
  }
}
