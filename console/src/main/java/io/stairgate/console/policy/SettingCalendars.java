package io.stairgate.console.policy;

import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;

/** The calendars of settings, where nothing else of their policy is asked for. Any thread. */
public final class SettingCalendars {
  private final SettingPolicyStore policies;

  /** Reads the newest version of each policy. */
  public SettingCalendars(Database database) {
    this.policies = new SettingPolicyStore(database);
  }

  /** The calendar that holds now. */
  public Calendar of(SettingId setting) {
    return policies.current(setting).policy().calendar();
  }

  /** Like {@link #of(SettingId)}, within the caller's transaction. */
  public Calendar of(Transaction transaction, SettingId setting) {
    return policies.current(transaction, setting).policy().calendar();
  }
}
