package io.stairgate.console.policy;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What laptops last said of their policies. */
public final class PolicyWordStore {
  /** A policy was taken over. */
  public static final String APPLIED = "applied";

  /** A policy was refused. */
  public static final String REFUSED = "refused";

  /** The last good policy was put back after crashes. */
  public static final String ROLLED_BACK = "rolled-back";

  /** Somebody changed a part of the agent. */
  public static final String TAMPERED = "tampered";

  private PolicyWordStore() {}

  /**
   * One word.
   *
   * @param policy the policy concerned; epoch 0 where none is
   * @param occurredAt by the laptop's clock
   * @param receivedAt by ours
   * @param detail one sentence; may be empty
   */
  record Word(PolicyVersion policy, Instant occurredAt, Instant receivedAt, String detail) {}

  /**
   * Keeps a word instead of the last one of its kind.
   *
   * @param kind {@link #APPLIED}, {@link #REFUSED}, {@link #ROLLED_BACK} or {@link #TAMPERED}
   * @param policy the policy concerned; epoch and number 0 where none is
   * @param occurredAt by the laptop's clock
   * @param receivedAt by ours
   * @param detail one sentence, at most 512 characters
   */
  public static void put(
      Transaction tx,
      SettingId setting,
      DeviceId device,
      String kind,
      PolicyVersion policy,
      Instant occurredAt,
      Instant receivedAt,
      String detail) {
    tx.createUpdate(
            """
            DELETE FROM policy_word
            WHERE setting_id = :setting AND device_id = :device AND kind = :kind
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("kind", kind)
        .execute();
    tx.createUpdate(
            """
            INSERT INTO policy_word
              (device_id, kind, setting_id, epoch, number, occurred_at, received_at, detail)
            VALUES (:device, :kind, :setting, :epoch, :number, :occurred, :received, :detail)
            """)
        .bind("device", device.value())
        .bind("kind", kind)
        .bind("setting", setting.value())
        .bind("epoch", policy.epoch())
        .bind("number", policy.number())
        .bind("occurred", occurredAt)
        .bind("received", receivedAt)
        .bind("detail", detail)
        .execute();
  }

  /** The last words of one kind of a setting's laptops. */
  static Map<DeviceId, Word> all(Transaction tx, SettingId setting, String kind) {
    Map<DeviceId, Word> all = new HashMap<>();
    tx.createQuery("SELECT * FROM policy_word WHERE setting_id = :setting AND kind = :kind")
        .bind("setting", setting.value())
        .bind("kind", kind)
        .map(
            (row, context) ->
                Map.entry(
                    new DeviceId(Columns.uuid(row, "device_id")),
                    new Word(
                        new PolicyVersion(row.getLong("epoch"), row.getLong("number")),
                        Columns.instant(row, "occurred_at"),
                        Columns.instant(row, "received_at"),
                        row.getString("detail"))))
        .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }
}
