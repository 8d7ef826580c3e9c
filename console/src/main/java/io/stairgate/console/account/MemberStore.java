package io.stairgate.console.account;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who has access to which setting, in which roles. A role whose end has come does not count,
 * without anything having to be done. Any thread may use it.
 *
 * <p>Over 300 lines because every question of who has access is asked of one table, and stands
 * together with what ends when access does.
 */
public final class MemberStore {
  private static final String CURRENT =
      """
      SELECT m.setting_id, m.account_id, m.role, m.created_at, m.ends_at, m.reviewed_at,
             m.reviewed_by, a.display_name, a.sign_in_name, a.last_signed_in_at
      FROM membership m JOIN account a ON a.account_id = m.account_id
      WHERE m.setting_id = :setting AND a.ended_at IS NULL
        AND (m.ends_at IS NULL OR m.ends_at > :now)
      """;

  private final Database database;

  public MemberStore(Database database) {
    this.database = database;
  }

  /** Everybody with access to a setting, by name. */
  public List<Member> members(SettingId setting, Instant now) {
    return database.inTransaction(tx -> members(tx, setting, now));
  }

  /** Like {@link #members(SettingId, Instant)}, within the caller's transaction. */
  public List<Member> members(Transaction tx, SettingId setting, Instant now) {
    return gathered(
        tx.createQuery(CURRENT + " ORDER BY LOWER(a.display_name), m.account_id, m.role")
            .bind("setting", setting.value())
            .bind("now", now)
            .map((row, context) -> read(row))
            .list());
  }

  /** One person with access to a setting. */
  public Optional<Member> member(SettingId setting, UUID account, Instant now) {
    return database.inTransaction(tx -> member(tx, setting, account, now));
  }

  /** Like {@link #member(SettingId, UUID, Instant)}, within the caller's transaction. */
  public Optional<Member> member(Transaction tx, SettingId setting, UUID account, Instant now) {
    return gathered(
            tx.createQuery(CURRENT + " AND m.account_id = :account ORDER BY m.role")
                .bind("setting", setting.value())
                .bind("account", account)
                .bind("now", now)
                .map((row, context) -> read(row))
                .list())
        .stream()
        .findFirst();
  }

  /** Who of a setting has a second step: an app or a passkey. */
  public Set<UUID> withSecondStep(SettingId setting) {
    return database.inTransaction(
        tx ->
            Set.copyOf(
                tx.createQuery(
                        """
                        SELECT DISTINCT m.account_id FROM membership m
                        WHERE m.setting_id = :setting AND (
                          EXISTS (SELECT 1 FROM passkey p WHERE p.account_id = m.account_id)
                          OR EXISTS (SELECT 1 FROM totp t WHERE t.account_id = m.account_id
                                       AND t.confirmed_at IS NOT NULL))
                        """)
                    .bind("setting", setting.value())
                    .mapTo(UUID.class)
                    .list()));
  }

  /** Whether a person has access, or had it until its end and nobody has cleared it away yet. */
  public boolean has(Transaction tx, SettingId setting, UUID account) {
    return tx.createQuery(
                """
                SELECT COUNT(*) FROM membership
                WHERE setting_id = :setting AND account_id = :account
                """)
            .bind("setting", setting.value())
            .bind("account", account)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /** Access whose end has come and that nobody has cleared away yet, of every setting. */
  public List<Over> over(Instant now) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT DISTINCT setting_id, account_id FROM membership
                    WHERE ends_at <= :now
                    FETCH FIRST 1000 ROWS ONLY
                    """)
                .bind("now", now)
                .map(
                    (row, context) ->
                        new Over(
                            new SettingId(Columns.uuid(row, "setting_id")),
                            Columns.uuid(row, "account_id")))
                .list());
  }

  /**
   * Access whose end has come.
   *
   * @param setting to which setting
   * @param account whose
   */
  public record Over(SettingId setting, UUID account) {}

  /**
   * The settings a person has access to, by name: the person's own look at their access, across the
   * walls between settings.
   */
  public List<SettingId> settingsOf(UUID account, Instant now) {
    return database.inTransaction(tx -> settingsOf(tx, account, now));
  }

  /**
   * A setting as somebody sees it who has a role there.
   *
   * @param setting the setting
   * @param name its name
   * @param roles the person's roles there
   */
  public record RolesIn(SettingId setting, String name, Set<Role> roles) {
    public RolesIn {
      roles = Set.copyOf(roles);
    }

    /** Whether one of the roles has {@code right}. */
    public boolean may(Right right) {
      return roles.stream().anyMatch(role -> role.may(right));
    }
  }

  /** The settings in which a person has a role, by name, read at once however many they are. */
  public List<RolesIn> rolesOf(UUID account, Instant now) {
    Map<SettingId, String> names = new LinkedHashMap<>();
    Map<SettingId, Set<Role>> roles = new HashMap<>();
    database.useTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT s.setting_id, s.name, m.role
                    FROM membership m JOIN setting s ON s.setting_id = m.setting_id
                    WHERE m.account_id = :account AND (m.ends_at IS NULL OR m.ends_at > :now)
                    ORDER BY LOWER(s.name), s.setting_id
                    """)
                .bind("account", account)
                .bind("now", now)
                .map(
                    (row, context) -> {
                      SettingId setting = new SettingId(Columns.uuid(row, "setting_id"));
                      names.put(setting, row.getString("name"));
                      Role.of(row.getString("role"))
                          .ifPresent(
                              role ->
                                  roles
                                      .computeIfAbsent(setting, id -> EnumSet.noneOf(Role.class))
                                      .add(role));
                      return true;
                    })
                .list());
    return names.entrySet().stream()
        .map(
            each ->
                new RolesIn(
                    each.getKey(), each.getValue(), roles.getOrDefault(each.getKey(), Set.of())))
        .toList();
  }

  /**
   * Of some settings, those in which somebody may manage people.
   *
   * @param some at most 1,000
   */
  public Set<SettingId> managed(Collection<SettingId> some, Instant now) {
    if (some.isEmpty()) {
      return Set.of();
    }
    return database.inTransaction(
        tx ->
            Set.copyOf(
                tx.createQuery(
                        """
                        SELECT DISTINCT m.setting_id FROM membership m
                        WHERE m.setting_id IN (<settings>) AND m.role IN (<roles>)
                          AND (m.ends_at IS NULL OR m.ends_at > :now)
                        """)
                    .bindList("settings", some.stream().map(SettingId::value).toList())
                    .bindList(
                        "roles",
                        Arrays.stream(Role.values())
                            .filter(role -> role.may(Right.MANAGE_PEOPLE))
                            .map(Role::code)
                            .toList())
                    .bind("now", now)
                    .mapTo(UUID.class)
                    .map(SettingId::new)
                    .list()));
  }

  /** Like {@link #settingsOf(UUID, Instant)}, within the caller's transaction. */
  public static List<SettingId> settingsOf(Transaction tx, UUID account, Instant now) {
    return tx.createQuery(
            """
            SELECT s.setting_id FROM setting s
            WHERE EXISTS (
              SELECT 1 FROM membership m
              WHERE m.setting_id = s.setting_id AND m.account_id = :account
                AND (m.ends_at IS NULL OR m.ends_at > :now))
            ORDER BY LOWER(s.name), s.setting_id
            """)
        .bind("account", account)
        .bind("now", now)
        .mapTo(UUID.class)
        .map(SettingId::new)
        .list();
  }

  /** A person's roles in a setting at a time; empty where there is no access. */
  static Set<Role> roles(Transaction tx, SettingId setting, UUID account, Instant now) {
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    tx.createQuery(
            """
            SELECT role FROM membership
            WHERE setting_id = :setting AND account_id = :account
              AND (ends_at IS NULL OR ends_at > :now)
            """)
        .bind("setting", setting.value())
        .bind("account", account)
        .bind("now", now)
        .mapTo(String.class)
        .forEach(word -> Role.of(word).ifPresent(roles::add));
    return roles;
  }

  /**
   * Gives a person exactly these roles in a setting; what the person had there before is gone. Adds
   * the person where it had none.
   *
   * @param roles at least one; with none use {@link #remove}
   * @param endsAt when they end by themselves
   */
  public void put(
      Transaction tx,
      SettingId setting,
      UUID account,
      Set<Role> roles,
      Optional<Instant> endsAt,
      Instant now) {
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("Choose at least one role.");
    }
    delete(tx, setting, account);
    for (Role role : roles) {
      tx.createUpdate(
              """
              INSERT INTO membership (setting_id, account_id, role, created_at, ends_at)
              VALUES (:setting, :account, :role, :now, CAST(:ends AS TIMESTAMP WITH TIME ZONE))
              """)
          .bind("setting", setting.value())
          .bind("account", account)
          .bind("role", role.code())
          .bind("now", now)
          .bind("ends", endsAt.orElse(null))
          .execute();
    }
  }

  /**
   * Takes a person's access to a setting away and ends the sessions that look at it. Who has no
   * access to any setting left can no longer sign in.
   *
   * @return false where the person had no access there
   */
  public boolean remove(Transaction tx, SettingId setting, UUID account, Instant now) {
    if (delete(tx, setting, account) == 0) {
      return false;
    }
    SessionStore.endAll(tx, setting, account);
    forgetWishes(tx, setting, account);
    if (settingsOf(tx, account, now).isEmpty()) {
      SessionStore.endAll(tx, account);
      // The name is free again, so that the person can be invited anew one day.
      tx.createUpdate(
              """
              UPDATE account SET ended_at = :now, sign_in_name = :free, passphrase_hash = ''
              WHERE account_id = :account
              """)
          .bind("now", now)
          .bind("free", "left " + account)
          .bind("account", account)
          .execute();
      forgetWaysIn(tx, account);
    }
    return true;
  }

  /** Nobody is told of a setting, or covers for somebody there, without access to it. */
  private static void forgetWishes(Transaction tx, SettingId setting, UUID account) {
    for (String statement :
        List.of(
            "DELETE FROM notify_wish WHERE setting_id = :setting AND account_id = :account",
            "DELETE FROM away WHERE setting_id = :setting"
                + " AND (account_id = :account OR cover_id = :account)")) {
      tx.createUpdate(statement)
          .bind("setting", setting.value())
          .bind("account", account)
          .execute();
    }
  }

  /** What a person signed in with is of no use any more, so it is not kept. */
  private static void forgetWaysIn(Transaction tx, UUID account) {
    for (String statement :
        List.of(
            "DELETE FROM oidc_identity WHERE account_id = :account",
            "DELETE FROM totp WHERE account_id = :account",
            "DELETE FROM recovery_code WHERE account_id = :account",
            "DELETE FROM passkey WHERE account_id = :account",
            "DELETE FROM mail_address WHERE account_id = :account",
            "DELETE FROM known_browser WHERE account_id = :account")) {
      tx.createUpdate(statement).bind("account", account).execute();
    }
  }

  /**
   * Notes that somebody said a person's access is still needed.
   *
   * @return false where the person has no access there
   */
  public boolean review(Transaction tx, SettingId setting, UUID account, Member.Review review) {
    return tx.createUpdate(
                """
                UPDATE membership SET reviewed_at = :at, reviewed_by = :by
                WHERE setting_id = :setting AND account_id = :account
                """)
            .bind("at", review.at())
            .bind("by", review.by())
            .bind("setting", setting.value())
            .bind("account", account)
            .execute()
        > 0;
  }

  private static int delete(Transaction tx, SettingId setting, UUID account) {
    return tx.createUpdate(
            "DELETE FROM membership WHERE setting_id = :setting AND account_id = :account")
        .bind("setting", setting.value())
        .bind("account", account)
        .execute();
  }

  private static List<Member> gathered(List<Member> rows) {
    Map<UUID, Member> people = new LinkedHashMap<>();
    for (Member row : rows) {
      var _ = people.merge(row.account(), row, MemberStore::together);
    }
    return new ArrayList<>(people.values());
  }

  private static Member together(Member one, Member other) {
    EnumSet<Role> roles = EnumSet.copyOf(one.roles());
    roles.addAll(other.roles());
    return new Member(
        one.account(),
        one.name(),
        one.signInName(),
        roles,
        one.since().isBefore(other.since()) ? one.since() : other.since(),
        one.endsAt(),
        one.lastSignedInAt(),
        one.reviewed());
  }

  private static Member read(ResultSet row) throws SQLException {
    Optional<Instant> reviewedAt = Columns.maybeInstant(row, "reviewed_at");
    Optional<UUID> reviewedBy = Columns.maybeUuid(row, "reviewed_by");
    return new Member(
        Columns.uuid(row, "account_id"),
        row.getString("display_name"),
        row.getString("sign_in_name"),
        Role.of(row.getString("role")).map(Set::of).orElse(Set.of(Role.STAFF)),
        Columns.instant(row, "created_at"),
        Columns.maybeInstant(row, "ends_at"),
        Columns.maybeInstant(row, "last_signed_in_at"),
        reviewedAt.flatMap(at -> reviewedBy.map(by -> new Member.Review(at, by))));
  }
}
