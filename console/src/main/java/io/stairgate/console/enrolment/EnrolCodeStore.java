package io.stairgate.console.enrolment;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The codes that enrol laptops, and which key redeemed which use. A code is looked up by its hash:
 * it says which setting it is. Any thread may use it.
 */
public final class EnrolCodeStore {
  private final Database database;

  public EnrolCodeStore(Database database) {
    this.database = database;
  }

  /**
   * A code without its secret.
   *
   * @param hash SHA-256 of the code
   * @param setting the setting it enrols into
   * @param usesAllowed from 1
   * @param usesSpent from 0
   * @param madeBy the person's display name
   * @param createdAt when it was made
   * @param endsAt when it ends by itself
   * @param endedAt when a person ended it
   */
  public record EnrolCode(
      Bytes hash,
      SettingId setting,
      int usesAllowed,
      int usesSpent,
      String madeBy,
      Instant createdAt,
      Instant endsAt,
      Optional<Instant> endedAt) {
    /** Whether it can still be redeemed, uses apart. */
    public boolean validAt(Instant now) {
      return endedAt.isEmpty() && now.isBefore(endsAt);
    }
  }

  void create(EnrolCode code) {
    var _ =
        database.durably(
            transaction ->
                transaction
                    .createUpdate(
                        """
                        INSERT INTO enrol_code
                          (code_hash, setting_id, uses_allowed, uses_spent, made_by, created_at, ends_at)
                        VALUES (:hash, :setting, :allowed, 0, :by, :at, :ends)
                        """)
                    .bind("hash", code.hash())
                    .bind("setting", code.setting().value())
                    .bind("allowed", code.usesAllowed())
                    .bind("by", code.madeBy())
                    .bind("at", code.createdAt())
                    .bind("ends", code.endsAt())
                    .execute());
  }

  /** The codes of a setting that can still be redeemed, newest first. */
  public List<EnrolCode> open(SettingId setting, Instant now) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT * FROM enrol_code
                    WHERE setting_id = :setting AND ended_at IS NULL AND ends_at > :now
                      AND uses_spent < uses_allowed
                    ORDER BY created_at DESC
                    """)
                .bind("setting", setting.value())
                .bind("now", now)
                .map((row, context) -> read(row))
                .list());
  }

  /**
   * A code that others who redeem it must wait for until {@code transaction}'s transaction has
   * ended.
   */
  Optional<EnrolCode> lock(Transaction transaction, Bytes hash) {
    return transaction
        .createQuery("SELECT * FROM enrol_code WHERE code_hash = :hash FOR UPDATE")
        .bind("hash", hash)
        .map((row, context) -> read(row))
        .findOne();
  }

  /** Which laptop that key became with this code before. */
  Optional<DeviceId> redeemedBy(Transaction transaction, Bytes hash, String keySha256) {
    return transaction
        .createQuery(
            "SELECT device_id FROM enrolment WHERE code_hash = :hash AND key_sha256 = :key")
        .bind("hash", hash)
        .bind("key", keySha256)
        .mapTo(UUID.class)
        .findOne()
        .map(DeviceId::new);
  }

  /** The laptop that redeemed a code last. */
  Optional<DeviceId> lastRedeemed(Transaction transaction, Bytes hash) {
    return transaction
        .createQuery(
            """
            SELECT device_id FROM enrolment WHERE code_hash = :hash
            ORDER BY created_at DESC
            FETCH FIRST 1 ROW ONLY
            """)
        .bind("hash", hash)
        .mapTo(UUID.class)
        .findOne()
        .map(DeviceId::new);
  }

  void redeem(
      Transaction transaction, EnrolCode code, String keySha256, DeviceId device, Instant now) {
    transaction
        .createUpdate("UPDATE enrol_code SET uses_spent = uses_spent + 1 WHERE code_hash = :hash")
        .bind("hash", code.hash())
        .execute();
    transaction
        .createUpdate(
            """
            INSERT INTO enrolment (code_hash, key_sha256, setting_id, device_id, created_at)
            VALUES (:hash, :key, :setting, :device, :now)
            """)
        .bind("hash", code.hash())
        .bind("key", keySha256)
        .bind("setting", code.setting().value())
        .bind("device", device.value())
        .bind("now", now)
        .execute();
  }

  private static EnrolCode read(ResultSet row) throws SQLException {
    return new EnrolCode(
        Columns.bytes(row, "code_hash"),
        new SettingId(Columns.uuid(row, "setting_id")),
        row.getInt("uses_allowed"),
        row.getInt("uses_spent"),
        row.getString("made_by"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "ends_at"),
        Columns.maybeInstant(row, "ended_at"));
  }
}
