package io.stairgate.console.permission;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.PermissionNews;
import io.stairgate.console.media.ScanReport;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Each step of a permission on a laptop, with what the scan said. Any thread may use it. */
final class PermissionStepStore {
  private static final ScanReport NO_SCAN =
      new ScanReport(
          ScanReport.Verdict.CLEAN, "", "", Optional.empty(), 0, 0, 0, List.of(), "", 0, 0);

  private final String insert;

  PermissionStepStore(Database database) {
    this.insert =
        database
            .dialect()
            .insertIfAbsent(
                "media_permission_step",
                List.of(
                    "device_id",
                    "epoch",
                    "sequence",
                    "setting_id",
                    "permission_id",
                    "step",
                    "reason",
                    "account",
                    "read_only",
                    "took_us",
                    "occurred_at",
                    "verdict",
                    "engine",
                    "definitions",
                    "files",
                    "bytes_scanned",
                    "skipped",
                    "skipped_because",
                    "malware",
                    "infected",
                    "scan_ms"),
                List.of("device_id", "epoch", "sequence"));
  }

  /**
   * Keeps a step, unless it is there.
   *
   * @return false where it was there
   */
  boolean add(Transaction tx, SettingId setting, Told told, PermissionNews news) {
    ScanReport scan = news.scan().orElse(NO_SCAN);
    int added =
        tx.createUpdate(insert)
            .bind("device_id", told.device().value())
            .bind("epoch", told.epoch())
            .bind("sequence", told.sequence())
            .bind("setting_id", setting.value())
            .bind("permission_id", news.permission())
            .bind("step", news.step().code())
            .bind("reason", news.reason())
            .bind("account", news.account())
            .bind("read_only", news.readOnly())
            .bind("took_us", news.tookUs())
            .bind("occurred_at", told.at())
            .bind("verdict", news.scan().map(each -> each.verdict().code()).orElse(""))
            .bind("engine", scan.engine())
            .bind("definitions", scan.definitions())
            .bind("files", scan.files())
            .bind("bytes_scanned", scan.bytes())
            .bind("skipped", scan.skipped())
            .bind("skipped_because", String.join(" ", scan.skippedBecause()))
            .bind("malware", scan.malware())
            .bind("infected", scan.infected())
            .bind("scan_ms", scan.tookMs())
            .execute();
    if (added > 0 && scan.definitionsAt().isPresent()) {
      tx.createUpdate(
              """
              UPDATE media_permission_step SET definitions_at = :at
              WHERE setting_id = :setting AND device_id = :device AND epoch = :epoch
                AND sequence = :sequence
              """)
          .bind("at", scan.definitionsAt().get())
          .bind("setting", setting.value())
          .bind("device", told.device().value())
          .bind("epoch", told.epoch())
          .bind("sequence", told.sequence())
          .execute();
    }
    return added > 0;
  }

  /** What one scan said; the step is one that its own setting's permission names. */
  Optional<ScanReport> scan(Transaction tx, DeviceId device, UUID epoch, long sequence) {
    return tx.createQuery(
            """
            SELECT * FROM media_permission_step
            WHERE device_id = :device AND epoch = :epoch AND sequence = :sequence
            """)
        .bind("device", device.value())
        .bind("epoch", epoch)
        .bind("sequence", sequence)
        .map((row, context) -> report(row))
        .findOne()
        .flatMap(report -> report);
  }

  /** The steps of one permission, newest first. */
  List<Happening> ofPermission(Transaction tx, SettingId setting, UUID permission, int limit) {
    return tx.createQuery(
            """
            SELECT t.*, d.nickname FROM media_permission_step t
            JOIN device d ON d.device_id = t.device_id
            WHERE t.setting_id = :setting AND t.permission_id = :permission
            ORDER BY t.occurred_at DESC, t.sequence DESC
            FETCH FIRST :limit ROWS ONLY
            """)
        .bind("setting", setting.value())
        .bind("permission", permission)
        .bind("limit", limit)
        .map((row, context) -> happening(row))
        .list();
  }

  /** The steps of all permissions of a stick, newest first. */
  List<Happening> ofStick(Transaction tx, SettingId setting, UUID stick, int limit) {
    return tx.createQuery(
            """
            SELECT t.*, d.nickname FROM media_permission_step t
            JOIN media_permission p ON p.permission_id = t.permission_id
            JOIN device d ON d.device_id = t.device_id
            WHERE t.setting_id = :setting AND p.stick_id = :stick
            ORDER BY t.occurred_at DESC, t.sequence DESC
            FETCH FIRST :limit ROWS ONLY
            """)
        .bind("setting", setting.value())
        .bind("stick", stick)
        .bind("limit", limit)
        .map((row, context) -> happening(row))
        .list();
  }

  private static Happening happening(ResultSet row) throws SQLException {
    return new Happening(
        Columns.instant(row, "occurred_at"),
        Optional.of(new DeviceId(Columns.uuid(row, "device_id"))),
        row.getString("nickname"),
        row.getString("step"),
        row.getString("account"),
        row.getString("reason"),
        report(row),
        row.getBoolean("read_only"),
        row.getLong("took_us"),
        Optional.of(Columns.uuid(row, "permission_id")),
        Optional.empty());
  }

  private static Optional<ScanReport> report(ResultSet row) throws SQLException {
    Optional<ScanReport.Verdict> verdict = ScanReport.Verdict.of(row.getString("verdict"));
    if (verdict.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> definitionsAt = Columns.maybeInstant(row, "definitions_at");
    String skipped = row.getString("skipped_because");
    return Optional.of(
        new ScanReport(
            verdict.get(),
            row.getString("engine"),
            row.getString("definitions"),
            definitionsAt,
            row.getLong("files"),
            row.getLong("bytes_scanned"),
            row.getLong("skipped"),
            skipped.isEmpty() ? List.of() : List.of(skipped.split(" ")),
            row.getString("malware"),
            row.getLong("infected"),
            row.getLong("scan_ms")));
  }
}
