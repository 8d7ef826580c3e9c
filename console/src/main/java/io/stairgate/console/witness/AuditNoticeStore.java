package io.stairgate.console.witness;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.witness.AuditNotice.Acknowledgement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The notices that a log was changed. Any thread may use it. */
public final class AuditNoticeStore {
  /** The act of a line that says a notice was looked into. */
  static final String ACKNOWLEDGED = "audit-change-acknowledged";

  private static final int MOST = 100;

  private final Database database;
  private final AuditStore audit;

  public AuditNoticeStore(Database database, AuditStore audit) {
    this.database = database;
    this.audit = audit;
  }

  /** What nobody has looked into yet, newest first; at most {@value #MOST}. */
  public List<AuditNotice> open(SettingId setting) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT * FROM audit_notice
                    WHERE setting_id = :setting AND acknowledged_at IS NULL
                    ORDER BY branch DESC
                    FETCH FIRST :most ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("most", MOST)
                .map((row, context) -> read(row))
                .list());
  }

  /** All notices, newest first; at most {@value #MOST}. */
  public List<AuditNotice> all(SettingId setting) {
    return database.inTransaction(transaction -> all(transaction, setting));
  }

  /** Like {@link #all(SettingId)}, within the caller's transaction. */
  List<AuditNotice> all(Transaction transaction, SettingId setting) {
    return transaction
        .createQuery(
            """
            SELECT * FROM audit_notice WHERE setting_id = :setting
            ORDER BY branch DESC
            FETCH FIRST :most ROWS ONLY
            """)
        .bind("setting", setting.value())
        .bind("most", MOST)
        .map((row, context) -> read(row))
        .list();
  }

  /** The number of the newest notice; 0 where there is none. */
  long branch(Transaction transaction, SettingId setting) {
    return transaction
        .createQuery("SELECT MAX(branch) FROM audit_notice WHERE setting_id = :setting")
        .bind("setting", setting.value())
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  /** Keeps a new notice. */
  void add(Transaction transaction, AuditNotice notice) {
    transaction
        .createUpdate(
            """
            INSERT INTO audit_notice
              (setting_id, branch, kind, first_line, last_line, noticed_at, restored_at, remembers, laptops)
            VALUES
              (:setting, :branch, :kind, :first, :last, :at, CAST(:restored AS TIMESTAMP WITH TIME ZONE),
               :remembers, :laptops)
            """)
        .bind("setting", notice.setting().value())
        .bind("branch", notice.branch())
        .bind("kind", notice.kind().code())
        .bind("first", notice.first())
        .bind("last", notice.last())
        .bind("at", notice.noticedAt())
        .bind("restored", notice.restoredAt().map(Instant::toString).orElse(null))
        .bind("remembers", notice.remembers())
        .bind("laptops", notice.laptops())
        .execute();
  }

  /** Counts a laptop for a notice; true where it was not counted yet. */
  boolean count(Transaction transaction, SettingId setting, long branch, DeviceId device) {
    return transaction
            .createUpdate(
                database
                    .dialect()
                    .insertIfAbsent(
                        "audit_notice_laptop",
                        List.of("setting_id", "branch", "device_id"),
                        List.of("setting_id", "branch", "device_id")))
            .bind("setting_id", setting.value())
            .bind("branch", branch)
            .bind("device_id", device.value())
            .execute()
        == 1;
  }

  /** Another laptop remembers lines up to {@code last}. */
  void widen(Transaction transaction, AuditNotice notice, long last) {
    transaction
        .createUpdate(
            """
            UPDATE audit_notice
            SET laptops = laptops + 1, last_line = CASE WHEN last_line < :last THEN :last ELSE last_line END
            WHERE setting_id = :setting AND branch = :branch
            """)
        .bind("setting", notice.setting().value())
        .bind("branch", notice.branch())
        .bind("last", last)
        .execute();
  }

  /**
   * Notes that a person looked into a notice, in the log as well.
   *
   * @param why what the person found, 1 to 500 characters
   * @return false where the setting has no such notice, or somebody had looked into it before
   */
  public boolean acknowledge(SettingId setting, long branch, Actor by, String why, Instant at) {
    if (why.isBlank() || why.length() > 500) {
      throw new IllegalArgumentException("Why has 1 to 500 characters.");
    }
    return database.durably(
        transaction -> {
          boolean done =
              transaction
                      .createUpdate(
                          """
                          UPDATE audit_notice SET acknowledged_at = :at, acknowledged_by = :by, why = :why
                          WHERE setting_id = :setting AND branch = :branch AND acknowledged_at IS NULL
                          """)
                      .bind("setting", setting.value())
                      .bind("branch", branch)
                      .bind("at", at)
                      .bind("by", by.name())
                      .bind("why", why)
                      .execute()
                  == 1;
          if (done) {
            audit.append(transaction, setting, by, ACKNOWLEDGED, "notice:" + branch, why);
          }
          return done;
        });
  }

  private static AuditNotice read(ResultSet row) throws SQLException {
    Optional<Instant> at = Columns.maybeInstant(row, "acknowledged_at");
    String by = row.getString("acknowledged_by");
    String why = row.getString("why");
    return new AuditNotice(
        new SettingId(Columns.uuid(row, "setting_id")),
        row.getLong("branch"),
        AuditNotice.Kind.of(row.getString("kind")),
        row.getLong("first_line"),
        row.getLong("last_line"),
        Columns.instant(row, "noticed_at"),
        Columns.maybeInstant(row, "restored_at"),
        row.getString("remembers"),
        row.getInt("laptops"),
        at.map(when -> new Acknowledgement(when, by, why)));
  }
}
