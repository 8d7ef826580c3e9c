package io.stairgate.console.backup;

import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.UUID;

/**
 * A person of another setting whom rows of a moving setting name. The name goes along, so that "by
 * whom" stays readable; the account does not: it ends with the move and nothing opens it.
 */
final class ElsewhereAccount {
  private static final String PREFIX = "elsewhere-";

  private ElsewhereAccount() {}

  /** The row of an account as it goes along with {@code setting}. */
  static Row of(Table account, SettingId setting, Row row, Instant now) {
    if (setting.value().equals(row.value(account, Table.SETTING))) {
      return row;
    }
    return row.with(account, Table.SETTING, setting.value())
        .with(account, "sign_in_name", PREFIX + row.value(account, "account_id"))
        .with(account, "passphrase_hash", "")
        .with(account, "ended_at", now);
  }

  /** Whether a row is one of those. */
  static boolean is(Table account, Row row) {
    return isName(
        String.valueOf(row.value(account, "sign_in_name")), row.value(account, "account_id"));
  }

  static boolean isName(String signInName, @org.jspecify.annotations.Nullable Object account) {
    return account instanceof UUID id && signInName.equals(PREFIX + id);
  }
}
