package io.stairgate.console.contact;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where people get e-mails. An address belongs to a person, in whichever setting; the look-up of a
 * setting finds those of the people who have access there. Any thread may use it.
 */
public final class AddressStore {
  /** How often a link is sent within {@link #SENDING} at most. */
  static final int MOST_LINKS = 5;

  private static final Duration SENDING = Duration.ofHours(1);
  private static final Bytes NO_LINK = Bytes.of(new byte[0]);

  private final Database database;

  /** Of a database. */
  public AddressStore(Database database) {
    this.database = database;
  }

  /** What is known of one person's address. */
  public KnownAddress find(UUID account) {
    return database.inTransaction(tx -> find(tx, account));
  }

  /** Like {@link #find(UUID)}, within the caller's transaction. */
  public KnownAddress find(Transaction tx, UUID account) {
    return tx.createQuery("SELECT * FROM mail_address WHERE account_id = :account")
        .bind("account", account)
        .map((row, context) -> read(row))
        .findOne()
        .orElseGet(() -> KnownAddress.none(account));
  }

  /** What is known of the addresses of everybody with access to a setting, where they gave one. */
  public Map<UUID, KnownAddress> of(SettingId setting, Instant now) {
    List<KnownAddress> all =
        database.inTransaction(
            tx ->
                tx.createQuery(
                        """
                        SELECT a.* FROM mail_address a
                        WHERE EXISTS (SELECT 1 FROM membership m
                          WHERE m.setting_id = :setting AND m.account_id = a.account_id
                            AND (m.ends_at IS NULL OR m.ends_at > :now))
                        """)
                    .bind("setting", setting.value())
                    .bind("now", now)
                    .map((row, context) -> read(row))
                    .list());
    return all.stream().collect(Collectors.toMap(KnownAddress::account, Function.identity()));
  }

  /**
   * Notes an address that is to be confirmed; an earlier link is good no longer. The confirmed one
   * stays until then.
   *
   * @return false where too many links were sent within the hour, and nothing was noted
   */
  boolean want(
      Transaction tx, UUID account, MailAddress wanted, Secret link, Duration life, Instant now) {
    int known =
        tx.createUpdate(
                """
                UPDATE mail_address SET wanted = :wanted, link_hash = :hash, link_ends_at = :ends,
                  links_sent = CASE WHEN links_from < :since THEN 1 ELSE links_sent + 1 END,
                  links_from = CASE WHEN links_from < :since THEN :now ELSE links_from END
                WHERE account_id = :account AND (links_from < :since OR links_sent < :most)
                """)
            .bind("wanted", wanted.text())
            .bind("hash", link.hash())
            .bind("ends", now.plus(life))
            .bind("since", now.minus(SENDING))
            .bind("now", now)
            .bind("most", MOST_LINKS)
            .bind("account", account)
            .execute();
    if (known == 1) {
      return true;
    }
    return tx.createUpdate(
                """
                INSERT INTO mail_address (account_id, setting_id, address, wanted, link_hash,
                  link_ends_at, links_sent, links_from)
                SELECT a.account_id, a.setting_id, '', :wanted, :hash, :ends, 1, :now FROM account a
                WHERE a.account_id = :account AND NOT EXISTS
                  (SELECT 1 FROM mail_address m WHERE m.account_id = :account)
                """)
            .bind("wanted", wanted.text())
            .bind("hash", link.hash())
            .bind("ends", now.plus(life))
            .bind("now", now)
            .bind("account", account)
            .execute()
        == 1;
  }

  /**
   * An address that was just confirmed.
   *
   * @param account whose
   * @param setting the account's own
   * @param address it
   * @param before the one before; empty: there was none
   */
  record Confirmed(
      UUID account, SettingId setting, MailAddress address, Optional<MailAddress> before) {}

  /** Uses a link; empty where it is unknown, used or over. One caller ever gets it. */
  Optional<Confirmed> confirm(Transaction tx, Secret link, Instant now) {
    Optional<Confirmed> waiting =
        tx.createQuery(
                """
                SELECT * FROM mail_address
                WHERE link_hash = :hash AND link_ends_at > :now AND wanted <> ''
                """)
            .bind("hash", link.hash())
            .bind("now", now)
            .map(
                (row, context) ->
                    new Confirmed(
                        Columns.uuid(row, "account_id"),
                        new SettingId(Columns.uuid(row, "setting_id")),
                        new MailAddress(row.getString("wanted")),
                        MailAddress.typed(row.getString("address"))))
            .findOne();
    int won =
        tx.createUpdate(
                """
                UPDATE mail_address SET address = wanted, wanted = '', confirmed_at = :now,
                  refused_at = NULL, link_hash = :none, link_ends_at = NULL
                WHERE link_hash = :hash AND link_ends_at > :now AND wanted <> ''
                """)
            .bind("hash", link.hash())
            .bind("now", now)
            .bind("none", NO_LINK)
            .execute();
    return won == 1 ? waiting : Optional.empty();
  }

  /** Forgets a person's addresses; false where there were none. */
  boolean remove(Transaction tx, UUID account) {
    return tx.createUpdate("DELETE FROM mail_address WHERE account_id = :account")
            .bind("account", account)
            .execute()
        == 1;
  }

  /** Notes that the mail server knows nobody of a person's confirmed address. */
  public void refused(UUID account, MailAddress address, Instant now) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE mail_address SET refused_at = :now
                    WHERE account_id = :account AND address = :address AND refused_at IS NULL
                    """)
                .bind("now", now)
                .bind("account", account)
                .bind("address", address.text())
                .execute());
  }

  /** Notes that a message to a person's confirmed address was taken. */
  public void taken(UUID account, MailAddress address) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE mail_address SET refused_at = NULL
                    WHERE account_id = :account AND address = :address
                      AND refused_at IS NOT NULL
                    """)
                .bind("account", account)
                .bind("address", address.text())
                .execute());
  }

  private static KnownAddress read(ResultSet row) throws SQLException {
    return new KnownAddress(
        Columns.uuid(row, "account_id"),
        MailAddress.typed(row.getString("address")),
        Columns.maybeInstant(row, "refused_at"),
        MailAddress.typed(row.getString("wanted")),
        Columns.maybeInstant(row, "link_ends_at"));
  }
}
