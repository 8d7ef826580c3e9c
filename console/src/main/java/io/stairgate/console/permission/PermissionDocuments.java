package io.stairgate.console.permission;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.device.DeviceId;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Signs, for each laptop, the whole list of what it may open, with the next number, in the
 * transaction of the change, and tells the laptop's stream. Any thread may use it.
 */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
public final class PermissionDocuments {
  private final Database database;
  private final InstantSource clock;
  private final long restoreEpoch;
  private final Function<PermissionList, Bytes> sign;
  private final Consumer<DeviceId> newer;

  /**
   * Wires it.
   *
   * @param restoreEpoch the console's restore epoch, from 1
   * @param sign turns a list into the signed bytes that travel
   * @param newer told after a laptop got a newer list; returns at once
   */
  public PermissionDocuments(
      Database database,
      InstantSource clock,
      long restoreEpoch,
      Function<PermissionList, Bytes> sign,
      Consumer<DeviceId> newer) {
    this.database = database;
    this.clock = clock;
    this.restoreEpoch = restoreEpoch;
    this.sign = sign;
    this.newer = newer;
  }
}
