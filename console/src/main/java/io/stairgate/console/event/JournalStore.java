package io.stairgate.console.event;

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
 * How far each journal has been taken over, and the numbers whose content never came. Any thread
 * may use it.
 */
public final class JournalStore {
  /** The reason of a gap that the laptop did not announce. */
  public static final String MISSING = "missing";

  private final Database database;
  private final String insertJournal;
  private final String insertGap;

  public JournalStore(Database database) {
    this.database = database;
    this.insertJournal =
        database
            .dialect()
            .insertIfAbsent(
                "journal",
                List.of("device_id", "epoch", "setting_id", "acknowledged_through", "created_at"),
                List.of("device_id", "epoch"));
    this.insertGap =
        database
            .dialect()
            .insertIfAbsent(
                "journal_gap",
                List.of(
                    "device_id",
                    "epoch",
                    "first_sequence",
                    "last_sequence",
                    "setting_id",
                    "reason",
                    "noticed_at"),
                List.of("device_id", "epoch", "first_sequence"));
  }

  /**
   * Numbers whose content never came.
   *
   * @param epoch the journal's epoch
   * @param first first number
   * @param last last number
   * @param reason {@code coalesced}, {@code limit}, {@code damaged} or {@code missing}
   * @param noticedAt by the console's clock
   */
  public record JournalGap(UUID epoch, long first, long last, String reason, Instant noticedAt) {}

  /**
   * Makes the journal known within the caller's transaction, where it is not, and says how far it
   * was taken over.
   */
  public long open(
      Transaction transaction, SettingId setting, DeviceId device, UUID epoch, Instant now) {
    Optional<Long> known = through(transaction, setting, device, epoch);
    if (known.isPresent()) {
      return known.get();
    }
    transaction
        .createUpdate(insertJournal)
        .bind("device_id", device.value())
        .bind("epoch", epoch)
        .bind("setting_id", setting.value())
        .bind("acknowledged_through", 0L)
        .bind("created_at", now)
        .execute();
    return through(transaction, setting, device, epoch).orElse(0L);
  }

  /**
   * How far a journal was taken over without a hole that is not noted; empty where it is not known.
   */
  public Optional<Long> through(
      Transaction transaction, SettingId setting, DeviceId device, UUID epoch) {
    return transaction
        .createQuery(
            """
            SELECT acknowledged_through FROM journal
            WHERE setting_id = :setting AND device_id = :device AND epoch = :epoch
            FOR UPDATE
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("epoch", epoch)
        .mapTo(Long.class)
        .findOne();
  }

  /** Notes how far a journal was taken over, within the caller's transaction. */
  public void advance(
      Transaction transaction, SettingId setting, DeviceId device, UUID epoch, long through) {
    transaction
        .createUpdate(
            """
            UPDATE journal SET acknowledged_through = :through
            WHERE setting_id = :setting AND device_id = :device AND epoch = :epoch
              AND acknowledged_through < :through
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("epoch", epoch)
        .bind("through", through)
        .execute();
  }

  /**
   * Notes numbers whose content never came, within the caller's transaction; once per first number.
   */
  public boolean addGap(
      Transaction transaction, SettingId setting, DeviceId device, JournalGap gap) {
    return transaction
            .createUpdate(insertGap)
            .bind("device_id", device.value())
            .bind("epoch", gap.epoch())
            .bind("first_sequence", gap.first())
            .bind("last_sequence", gap.last())
            .bind("setting_id", setting.value())
            .bind("reason", gap.reason())
            .bind("noticed_at", gap.noticedAt())
            .execute()
        > 0;
  }

  /**
   * An entry came late: takes its number out of the missing ones, within the caller's transaction.
   *
   * @return false where its number was not missing
   */
  public boolean fill(
      Transaction transaction, SettingId setting, DeviceId device, UUID epoch, long sequence) {
    Optional<JournalGap> gap =
        transaction
            .createQuery(
                """
                SELECT * FROM journal_gap
                WHERE setting_id = :setting AND device_id = :device AND epoch = :epoch AND reason = :missing
                  AND first_sequence <= :sequence AND last_sequence >= :sequence
                """)
            .bind("setting", setting.value())
            .bind("device", device.value())
            .bind("epoch", epoch)
            .bind("missing", MISSING)
            .bind("sequence", sequence)
            .map((row, context) -> gap(row))
            .findFirst();
    if (gap.isEmpty()) {
      return false;
    }
    JournalGap whole = gap.get();
    transaction
        .createUpdate(
            """
            DELETE FROM journal_gap
            WHERE setting_id = :setting AND device_id = :device AND epoch = :epoch AND first_sequence = :first
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("epoch", epoch)
        .bind("first", whole.first())
        .execute();
    if (whole.first() < sequence) {
      addGap(
          transaction,
          setting,
          device,
          new JournalGap(epoch, whole.first(), sequence - 1, MISSING, whole.noticedAt()));
    }
    if (sequence < whole.last()) {
      addGap(
          transaction,
          setting,
          device,
          new JournalGap(epoch, sequence + 1, whole.last(), MISSING, whole.noticedAt()));
    }
    return true;
  }

  /** The gaps of one laptop, newest first, at most 1000. */
  public List<JournalGap> gaps(SettingId setting, DeviceId device) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT * FROM journal_gap WHERE setting_id = :setting AND device_id = :device
                    ORDER BY noticed_at DESC, first_sequence DESC
                    FETCH FIRST 1000 ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("device", device.value())
                .map((row, context) -> gap(row))
                .list());
  }

  private static JournalGap gap(ResultSet row) throws SQLException {
    return new JournalGap(
        Columns.uuid(row, "epoch"),
        row.getLong("first_sequence"),
        row.getLong("last_sequence"),
        row.getString("reason"),
        Columns.instant(row, "noticed_at"));
  }
}
