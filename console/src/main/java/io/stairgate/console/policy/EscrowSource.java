package io.stairgate.console.policy;

import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;

/** Knows what each laptop is asked about recovery keys. */
@FunctionalInterface
public interface EscrowSource {
  /** What this laptop is asked, within the transaction that makes its policy. */
  Escrow of(Transaction tx, SettingId setting, DeviceId laptop);
}
