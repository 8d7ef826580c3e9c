package io.stairgate.console.news;

import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;

/** Takes in what laptops tell of recovery keys. */
@FunctionalInterface
public interface RecoveryKeyTaker {
  /**
   * Takes it in, within the transaction that keeps the entry; an entry that comes again changes
   * nothing.
   *
   * @param entry the entry that told it
   * @param news what
   * @param now by the console's clock
   */
  void take(Transaction tx, SettingId setting, EntryName entry, RecoveryKeyNews news, Instant now);
}
