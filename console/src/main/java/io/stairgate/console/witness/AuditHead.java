package io.stairgate.console.witness;

import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.setting.SettingId;
import java.nio.ByteBuffer;

/**
 * The last line of a setting's log, as laptops keep it.
 *
 * @param restoreEpoch how often this console was restored, from 1
 * @param branch how often it was noticed that the log had been changed or put back
 * @param line the line
 * @param mac this console's, over the setting and all of the above; {@value #LENGTH} bytes
 */
public record AuditHead(long restoreEpoch, long branch, AuditStore.Head line, Bytes mac) {
  /** Bytes of a hash and of a MAC. */
  public static final int LENGTH = 32;

  public AuditHead {
    if (restoreEpoch < 1
        || branch < 0
        || line.number() < 1
        || line.hash().size() != LENGTH
        || mac.size() != LENGTH) {
      throw new IllegalArgumentException("Not a head of a log.");
    }
  }

  /** What the MAC is made over: fields of fixed length, so that none can move. */
  static Bytes content(SettingId setting, long restoreEpoch, long branch, AuditStore.Head line) {
    return Bytes.of(
        ByteBuffer.allocate(16 + 3 * Long.BYTES + LENGTH)
            .putLong(setting.value().getMostSignificantBits())
            .putLong(setting.value().getLeastSignificantBits())
            .putLong(restoreEpoch)
            .putLong(branch)
            .putLong(line.number())
            .put(line.hash().toArray())
            .array());
  }
}
