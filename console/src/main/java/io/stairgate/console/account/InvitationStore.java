package io.stairgate.console.account;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Links that let one person join once. The secret stands in the link after {@code #} and only its
 * hash here. Any thread may use it.
 */
public final class InvitationStore {
  private final Database database;

  public InvitationStore(Database database) {
    this.database = database;
  }

  /**
   * Keeps a new invitation.
   *
   * @param secret what stands in the link; shown once
   * @param madeBy the person whose access it ends with; empty: the server's command line, a program
   */
  public void create(Transaction tx, Invitation invitation, Secret secret, Optional<UUID> madeBy) {
    tx.createUpdate(
            """
            INSERT INTO invitation
              (invitation_id, setting_id, secret_hash, person_name, roles, access_ends_at, made_by,
               made_by_account, made_at, ends_at)
            VALUES
              (:id, :setting, :hash, :person, :roles, CAST(:access AS TIMESTAMP WITH TIME ZONE), :by,
               CAST(:byAccount AS UUID), :at, :ends)
            """)
        .bind("id", invitation.id())
        .bind("setting", invitation.setting().value())
        .bind("hash", secret.hash())
        .bind("person", invitation.personName())
        .bind("roles", Role.codes(invitation.roles()))
        .bind("access", invitation.accessEndsAt().orElse(null))
        .bind("by", invitation.madeBy())
        .bind("byAccount", madeBy.map(UUID::toString).orElse(null))
        .bind("at", invitation.madeAt())
        .bind("ends", invitation.endsAt())
        .execute();
  }

  /** What an open link is for, without using it; empty where it is unknown, used or over. */
  public Optional<Invitation> find(Secret secret, Instant now) {
    return database.inTransaction(tx -> find(tx, secret, now));
  }

  private static Optional<Invitation> find(Transaction tx, Secret secret, Instant now) {
    return tx.createQuery("SELECT * FROM invitation WHERE secret_hash = :hash")
        .bind("hash", secret.hash())
        .map((row, context) -> read(row))
        .findOne()
        .filter(invitation -> invitation.openAt(now));
  }

  /**
   * Uses a link within the caller's transaction; one caller ever gets it. {@link #usedBy} says
   * afterwards who it was.
   *
   * @return empty where it is unknown, used or over
   */
  public Optional<Invitation> use(Transaction tx, Secret secret, Instant now) {
    Optional<Invitation> invitation = find(tx, secret, now);
    int won =
        tx.createUpdate(
                """
                UPDATE invitation SET used_at = :now
                WHERE secret_hash = :hash AND used_at IS NULL AND withdrawn_at IS NULL
                  AND ends_at > :now
                """)
            .bind("now", now)
            .bind("hash", secret.hash())
            .execute();
    return won == 1 ? invitation : Optional.empty();
  }

  /** Notes who joined with an invitation. */
  public void usedBy(Transaction tx, Invitation invitation, UUID account) {
    tx.createUpdate("UPDATE invitation SET used_by = :account WHERE invitation_id = :id")
        .bind("account", account)
        .bind("id", invitation.id())
        .execute();
  }

  /** One invitation of a setting. */
  public Optional<Invitation> invitation(SettingId setting, UUID id) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    "SELECT * FROM invitation WHERE setting_id = :setting AND invitation_id = :id")
                .bind("setting", setting.value())
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne());
  }

  /** The invitations of a setting that somebody may still use, newest first, at most 1000. */
  public List<Invitation> open(SettingId setting, Instant now) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT * FROM invitation
                    WHERE setting_id = :setting AND used_at IS NULL AND withdrawn_at IS NULL
                      AND ends_at > :now
                    ORDER BY made_at DESC, invitation_id
                    FETCH FIRST 1000 ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("now", now)
                .map((row, context) -> read(row))
                .list());
  }

  /**
   * Takes an invitation back.
   *
   * @return false where the setting has no such invitation that is open
   */
  public boolean withdraw(Transaction tx, SettingId setting, UUID id, Instant now) {
    return tx.createUpdate(
                """
                UPDATE invitation SET withdrawn_at = :now
                WHERE setting_id = :setting AND invitation_id = :id AND used_at IS NULL
                  AND withdrawn_at IS NULL
                """)
            .bind("now", now)
            .bind("setting", setting.value())
            .bind("id", id)
            .execute()
        == 1;
  }

  /**
   * Takes back the open invitations that one person made.
   *
   * @return how many there were
   */
  public int withdrawMadeBy(Transaction tx, SettingId setting, UUID account, Instant now) {
    return tx.createUpdate(
            """
            UPDATE invitation SET withdrawn_at = :now
            WHERE setting_id = :setting AND made_by_account = :account AND used_at IS NULL
              AND withdrawn_at IS NULL AND ends_at > :now
            """)
        .bind("now", now)
        .bind("setting", setting.value())
        .bind("account", account)
        .execute();
  }

  private static Invitation read(ResultSet row) throws SQLException {
    return new Invitation(
        Columns.uuid(row, "invitation_id"),
        new SettingId(Columns.uuid(row, "setting_id")),
        row.getString("person_name"),
        Role.ofCodes(row.getString("roles")),
        Columns.maybeInstant(row, "access_ends_at"),
        row.getString("made_by"),
        Columns.instant(row, "made_at"),
        Columns.instant(row, "ends_at"),
        Columns.maybeInstant(row, "used_at"),
        Columns.maybeInstant(row, "withdrawn_at").isPresent());
  }
}
