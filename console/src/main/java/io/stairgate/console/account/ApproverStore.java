package io.stairgate.console.account;

import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which roles decide about what in a setting. They are part of the policy file, which is where they
 * are changed. Any thread may use it.
 */
public final class ApproverStore {
  private final Database database;

  public ApproverStore(Database database) {
    this.database = database;
  }

  /** The roles that decide; the defaults where the setting has not chosen. Never empty. */
  public Set<Role> approvers(SettingId setting, Decision decision) {
    return database.inTransaction(tx -> approvers(tx, setting, decision));
  }

  /** Like {@link #approvers(SettingId, Decision)}, within the caller's transaction. */
  public Set<Role> approvers(Transaction tx, SettingId setting, Decision decision) {
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    tx.createQuery("SELECT role FROM approver WHERE setting_id = :setting AND decision = :decision")
        .bind("setting", setting.value())
        .bind("decision", decision.code())
        .mapTo(String.class)
        .forEach(code -> Role.of(code).ifPresent(roles::add));
    return roles.isEmpty() ? decision.defaults() : roles;
  }

  /** All of them. */
  public Map<Decision, Set<Role>> all(SettingId setting) {
    return database.inTransaction(
        tx -> {
          Map<Decision, Set<Role>> all = new EnumMap<>(Decision.class);
          for (Decision decision : Decision.values()) {
            all.put(decision, approvers(tx, setting, decision));
          }
          return all;
        });
  }

  /** Chooses them anew; a decision that is missing gets its defaults. */
  public void put(Transaction tx, SettingId setting, Map<Decision, Set<Role>> chosen) {
    tx.createUpdate("DELETE FROM approver WHERE setting_id = :setting")
        .bind("setting", setting.value())
        .execute();
    chosen.forEach(
        (decision, roles) -> {
          for (Role role : roles) {
            tx.createUpdate(
                    """
                    INSERT INTO approver (setting_id, decision, role)
                    VALUES (:setting, :decision, :role)
                    """)
                .bind("setting", setting.value())
                .bind("decision", decision.code())
                .bind("role", role.code())
                .execute();
          }
        });
  }
}
