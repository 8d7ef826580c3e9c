package io.stairgate.console.keep;

import io.stairgate.console.database.Database;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Everything a setting holds about one person, table by table. The list is data, and a test holds
 * it against the catalogue: each column that may name a person is in it, or says why not. Any
 * thread may use it.
 */
public final class PersonCopyStore {
  /** The most rows of one part. */
  static final int MOST = 5_000;

  /**
   * One part of the copy.
   *
   * @param title in words
   * @param table where it stands
   * @param where which rows: {@code :account} is the person's account, {@code :name} the sign-in
   *     name on the laptops
   * @param columns what is shown
   */
  record Part(String title, String table, String where, String columns) {}

  /** A person has one address, whichever of the settings it was entered in. */
  private static final String OF_THE_PERSON = "mail_address";

  private static final String HAS_ACCESS =
      """
      (setting_id = :setting
        OR EXISTS (SELECT 1 FROM membership m
                   WHERE m.setting_id = :setting AND m.account_id = :account))
      """;

  /** By the account that signs in here. */
  static final List<Part> BY_ACCOUNT =
      List.of(
          new Part(
              "Account",
              "account",
              "account_id = :account",
              "display_name, sign_in_name, created_at, last_signed_in_at, ended_at"),
          new Part(
              "Roles",
              "membership",
              "account_id = :account",
              "role, created_at, ends_at, reviewed_at"),
          new Part(
              "Browsers signed in now",
              "web_session",
              "account_id = :account",
              "browser, created_at, last_used_at, ends_at"),
          new Part(
              "Browsers known",
              "known_browser",
              "account_id = :account",
              "browser, first_at, last_at"),
          new Part("Passkeys", "passkey", "account_id = :account", "name, made_at, last_used_at"),
          new Part("App for codes", "totp", "account_id = :account", "made_at, confirmed_at"),
          new Part("Recovery codes", "recovery_code", "account_id = :account", "made_at, used_at"),
          new Part(
              "Accounts elsewhere", "oidc_identity", "account_id = :account", "issuer, linked_at"),
          new Part(
              "Where e-mails go",
              "mail_address",
              "account_id = :account",
              "address, confirmed_at, refused_at, wanted"),
          new Part(
              "What to be told",
              "notify_wish",
              "account_id = :account",
              "urgent_any_time, changed_at"),
          new Part(
              "Days away",
              "away",
              "account_id = :account OR cover_id = :account",
              "first_day, last_day, made_at, ended_at"),
          new Part(
              "Messages",
              "notification",
              "recipient_id = :account",
              "category, nickname, created_at, state, sent_at"),
          new Part("Laptops used", "device", "used_by = :account", "nickname, enrolled_at"),
          new Part(
              "Invitations",
              "invitation",
              "used_by = :account OR made_by_account = :account",
              "person_name, roles, made_by, made_at, ends_at, used_at"),
          new Part(
              "Tokens made", "api_token", "made_by = :account", "name, role, created_at, ends_at"),
          new Part(
              "Share of the recovery key",
              "recovery_holder",
              "account_id = :account",
              "chosen_at, ready_at, share_number"),
          new Part(
              "Recovery keys asked for",
              "recovery_request",
              "asked_by = :account",
              "purpose, reason, asked_at, state"),
          new Part(
              "Recovery keys agreed to",
              "recovery_agreement",
              "account_id = :account",
              "agreed_at"),
          new Part(
              "Rules decided",
              "setting_policy",
              "made_by_id = :account OR approved_by_id = :account",
              "version, made_by_name, reason, made_at, approved_by_name"),
          new Part(
              "Rules asked for",
              "policy_proposal",
              "made_by_id = :account OR decided_by_id = :account",
              "made_by_name, reason, made_at, outcome, decided_by_name, word"),
          new Part(
              "Permissions given or stopped",
              "media_permission",
              "given_by = :account OR stopped_by = :account",
              "given_by_name, given_at, reason, ends_at, stopped_by_name, stopped_at"),
          new Part(
              "Requests decided",
              "media_request",
              "decided_by = :account",
              "decided_at, state, word"),
          new Part(
              "Sticks put on the list",
              "own_stick",
              "added_by = :account OR decided_by = :account",
              "label, added_by_name, added_at, decided_by_name, decided_at"),
          new Part(
              "Answers by telephone",
              "telephone_answer",
              "answered_by = :account",
              "kind, reason, answered_at"),
          new Part(
              "Lengths chosen",
              "keeping",
              "changed_by = :account",
              "kind, amount, reason, changed_at"),
          new Part(
              "Holds made or ended",
              "legal_hold",
              "made_by = :account OR ended_by = :account",
              "reason, made_by_name, made_at, ended_by_name, ended_at"),
          new Part("Webhooks made", "webhook", "made_by = :account", "name, made_at, ended_at"),
          new Part(
              "What this person did",
              "audit",
              "actor_id = :account",
              "number, at, actor, act, target, detail"),
          new Part(
              "What others did about this person, and who looked",
              "audit",
              "target = :person",
              "number, at, actor, act, detail"));

  /** By the sign-in name on the laptops. */
  static final List<Part> BY_NAME =
      List.of(
          new Part(
              "Memory sticks asked for",
              "media_request",
              "account = :name",
              "reason, for_writing, asked_at, state, decided_at, word"),
          new Part(
              "Permissions for this name",
              "media_permission",
              "account = :name",
              "starts_at, ends_at, read_only, given_by_name, reason"),
          new Part(
              "Permissions used",
              "media_permission_laptop",
              "account = :name",
              "state, changed_at"),
          new Part(
              "Memory sticks used",
              "media_permission_step",
              "account = :name",
              "step, reason, occurred_at, read_only"),
          new Part("Notices read", "notice_read", "account = :name", "notice, read_at"),
          new Part(
              "What was said of this name",
              "account_order",
              "account = :name",
              "kind, reason, since, ends_at, made_by_name, made_at, cleared_by_name, cleared_at"),
          // That there is one, and not its words: those are for whoever looks into it.
          new Part(
              "Reports made with this name",
              "concern",
              "account = :name",
              "kind, reported_at, closed_at"));

  private final Database database;

  /** Reads there. */
  public PersonCopyStore(Database database) {
    this.database = database;
  }

  /**
   * What stands in one part.
   *
   * @param title in words
   * @param rows by column, empty columns left out
   * @param more whether there are more rows than these
   */
  public record Found(String title, List<Map<String, String>> rows, boolean more) {
    public Found {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Everything about a person; parts without rows are left out.
   *
   * @param account the account that signs in here; empty: none
   * @param name the sign-in name on the laptops; empty: not asked for
   */
  public List<Found> copy(SettingId setting, Optional<UUID> account, Optional<String> name) {
    List<Found> all = new ArrayList<>();
    account.ifPresent(id -> BY_ACCOUNT.forEach(part -> all.add(found(setting, part, id, ""))));
    name.ifPresent(
        text -> BY_NAME.forEach(part -> all.add(found(setting, part, new UUID(0, 0), text))));
    all.removeIf(found -> found.rows().isEmpty());
    return List.copyOf(all);
  }

  private Found found(SettingId setting, Part part, UUID account, String name) {
    String sql =
        "SELECT %s FROM %s WHERE %s AND (%s) FETCH FIRST %d ROWS ONLY"
            .formatted(
                part.columns(),
                part.table(),
                part.table().equals(OF_THE_PERSON) ? HAS_ACCESS : "setting_id = :setting",
                part.where(),
                MOST + 1);
    List<Map<String, String>> rows =
        database.inTransaction(
            tx -> {
              var query = tx.createQuery(sql).bind("setting", setting.value());
              if (sql.contains(":account")) {
                query.bind("account", account);
              }
              if (sql.contains(":person")) {
                query.bind("person", "person:" + account);
              }
              if (sql.contains(":name")) {
                query.bind("name", name);
              }
              return query.map((row, context) -> words(row)).list();
            });
    return new Found(
        part.title(), rows.subList(0, Math.min(MOST, rows.size())), rows.size() > MOST);
  }

  private static Map<String, String> words(ResultSet row) throws SQLException {
    Map<String, String> words = new LinkedHashMap<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      Object value = row.getObject(i);
      if (value != null && !value.toString().isEmpty()) {
        words.put(
            row.getMetaData()
                .getColumnLabel(i)
                .toLowerCase(java.util.Locale.ROOT)
                .replace('_', ' '),
            switch (value) {
              case OffsetDateTime at -> at.toInstant().toString();
              case Timestamp at -> at.toInstant().toString();
              default -> value.toString();
            });
      }
    }
    return words;
  }
}
