package io.stairgate.console.permission;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The permissions, and how each stands on each laptop. Any thread may use it.
 *
 * <p>Over 300 lines because a permission and its state on the laptops are read and written
 * together.
 */
final class MediaPermissionStore {
  private static final String SELECT =
      "SELECT p.*, %s FROM media_permission p JOIN stick s ON s.stick_id = p.stick_id"
              .formatted(StickStore.MEDIUM)
          + " WHERE p.setting_id = :setting ";

  private static final String COUNTS = "p.stopped_at IS NULL AND p.ends_at > :now ";

  private final Database database;
  private final PermissionStepStore steps;
  private final String insertLaptop;

  MediaPermissionStore(Database database, PermissionStepStore steps) {
    this.database = database;
    this.steps = steps;
    this.insertLaptop =
        database
            .dialect()
            .insertIfAbsent(
                "media_permission_laptop",
                List.of(
                    "permission_id",
                    "device_id",
                    "setting_id",
                    "state",
                    "reason",
                    "account",
                    "changed_at"),
                List.of("permission_id", "device_id"));
  }

  /** Keeps a new permission; the laptops it names get a row each. */
  void insert(Transaction tx, SettingId setting, MediaPermission made, Collection<DeviceId> on) {
    tx.createUpdate(
            """
            INSERT INTO media_permission (permission_id, setting_id, stick_id, port,
              descriptor_sha256, owner, every_laptop, account, starts_at, ends_at, read_only,
              encrypted_only, accept_unscanned, given_by, given_by_name, given_at, reason, origin,
              request_id, stopped_by_name, stopped_word)
            VALUES (:id, :setting, :stick, :port, :hash, :owner, :every, :account, :starts, :ends,
              :readOnly, :encrypted, :accept, CAST(:by AS UUID), :name, :at, :reason, :origin,
              CAST(:request AS UUID), '', '')
            """)
        .bind("id", made.id())
        .bind("setting", setting.value())
        .bind("stick", made.stick())
        .bind("port", made.medium().port())
        .bind("hash", made.medium().descriptorSha256())
        .bind("owner", made.owner().code())
        .bind("every", made.everyLaptop())
        .bind("account", made.account())
        .bind("starts", made.startsAt())
        .bind("ends", made.endsAt())
        .bind("readOnly", made.readOnly())
        .bind("encrypted", made.encryptedOnly())
        .bind("accept", made.acceptNotFullyScanned())
        .bind("by", made.given().by().map(UUID::toString).orElse(null))
        .bind("name", made.given().name())
        .bind("at", made.given().at())
        .bind("reason", made.given().word())
        .bind("origin", made.origin().code())
        .bind("request", made.request().map(UUID::toString).orElse(null))
        .execute();
    for (DeviceId device : on) {
      onLaptop(tx, setting, made.id(), device, LaptopState.WAITING, made.given().at());
    }
  }

  /** Gives a permission a row for a laptop, unless it has one. */
  void onLaptop(
      Transaction tx,
      SettingId setting,
      UUID permission,
      DeviceId device,
      LaptopState state,
      Instant at) {
    tx.createUpdate(insertLaptop)
        .bind("permission_id", permission)
        .bind("device_id", device.value())
        .bind("setting_id", setting.value())
        .bind("state", state.code())
        .bind("reason", "")
        .bind("account", "")
        .bind("changed_at", at)
        .execute();
  }

  /**
   * Gives a laptop its rows of what is for every laptop, and of what the laptop it replaced had.
   */
  void adopt(Transaction tx, SettingId setting, DeviceId device, Instant now) {
    List<UUID> missing =
        tx.createQuery(
                """
                SELECT p.permission_id FROM media_permission p
                WHERE p.setting_id = :setting AND p.stopped_at IS NULL AND p.ends_at > :now
                  AND (p.every_laptop = TRUE OR EXISTS (
                    SELECT 1 FROM media_permission_laptop l
                    JOIN device d ON d.device_id = l.device_id
                    WHERE l.permission_id = p.permission_id AND d.replaced_by = :device
                      AND l.stopped_at IS NULL))
                  AND p.origin <> 'telephone'
                  AND NOT EXISTS (SELECT 1 FROM media_permission_laptop o
                    WHERE o.permission_id = p.permission_id AND o.device_id = :device)
                """)
            .bind("setting", setting.value())
            .bind("now", now)
            .bind("device", device.value())
            .mapTo(UUID.class)
            .list();
    missing.forEach(id -> onLaptop(tx, setting, id, device, LaptopState.WAITING, now));
  }

  /** Whether anything counts now that a laptop is, or may have, to be told of. */
  boolean isAnyFor(SettingId setting, DeviceId device, Instant now) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT p.permission_id FROM media_permission p
                    WHERE p.setting_id = :setting AND p.stopped_at IS NULL AND p.ends_at > :now
                      AND p.origin <> 'telephone'
                      AND (p.every_laptop = TRUE OR EXISTS (
                        SELECT 1 FROM media_permission_laptop l
                        JOIN device d ON d.device_id = l.device_id
                        WHERE l.permission_id = p.permission_id
                          AND (l.device_id = :device OR d.replaced_by = :device)))
                    FETCH FIRST 1 ROW ONLY
                    """)
                .bind("setting", setting.value())
                .bind("now", now)
                .bind("device", device.value())
                .mapTo(UUID.class)
                .findFirst()
                .isPresent());
  }

  /** What a laptop is to be told: all that counts now and was not made by itself. */
  List<PermissionList.Line> lines(
      Transaction tx, SettingId setting, DeviceId device, Instant now, int limit) {
    return tx.createQuery(
            SELECT
                + """
                AND p.stopped_at IS NULL AND p.ends_at > :now AND p.origin <> 'telephone'
                AND EXISTS (SELECT 1 FROM media_permission_laptop l
                  WHERE l.permission_id = p.permission_id AND l.device_id = :device
                    AND l.stopped_at IS NULL)
                ORDER BY p.given_at DESC, p.permission_id
                FETCH FIRST :limit ROWS ONLY
                """)
        .bind("setting", setting.value())
        .bind("now", now)
        .bind("device", device.value())
        .bind("limit", limit)
        .map(
            (row, context) ->
                new PermissionList.Line(
                    Columns.uuid(row, "permission_id"),
                    StickStore.medium(
                        row, row.getString("port"), row.getString("descriptor_sha256")),
                    row.getString("account"),
                    Columns.instant(row, "starts_at"),
                    Columns.instant(row, "ends_at"),
                    row.getBoolean("read_only"),
                    row.getBoolean("encrypted_only"),
                    row.getBoolean("accept_unscanned")))
        .list();
  }

  /** How many permissions count now on a laptop, of one origin or of any. */
  int countOn(
      Transaction tx, SettingId setting, DeviceId device, Optional<Origin> origin, Instant now) {
    return tx.createQuery(
            """
            SELECT COUNT(*) FROM media_permission p
            JOIN media_permission_laptop l ON l.permission_id = p.permission_id
            WHERE p.setting_id = :setting AND l.device_id = :device AND l.stopped_at IS NULL
              AND p.stopped_at IS NULL AND p.ends_at > :now AND p.origin <> 'telephone'
              AND (:origin = '' OR p.origin = :origin)
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("now", now)
        .bind("origin", origin.map(Origin::code).orElse(""))
        .mapTo(Integer.class)
        .one();
  }

  /** What the laptop was allowed by telephone, and was stopped before its end. */
  List<UUID> stoppedByTelephone(
      Transaction tx, SettingId setting, DeviceId device, Instant now, int limit) {
    return tx.createQuery(
            """
            SELECT p.permission_id FROM media_permission p
            JOIN media_permission_laptop l ON l.permission_id = p.permission_id
            WHERE p.setting_id = :setting AND l.device_id = :device AND p.origin = 'telephone'
              AND (p.stopped_at IS NOT NULL OR l.stopped_at IS NOT NULL) AND p.ends_at > :now
            ORDER BY p.ends_at DESC
            FETCH FIRST :limit ROWS ONLY
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("now", now)
        .bind("limit", limit)
        .mapTo(UUID.class)
        .list();
  }

  /** What somebody asked for earlier and counts now, for a stick on some laptop. */
  List<UUID> earlier(Transaction tx, SettingId setting, UUID stick, DeviceId device, Instant now) {
    return tx.createQuery(
            """
            SELECT p.permission_id FROM media_permission p
            JOIN media_permission_laptop l ON l.permission_id = p.permission_id
            WHERE p.setting_id = :setting AND p.stick_id = :stick AND l.device_id = :device
              AND l.stopped_at IS NULL AND p.stopped_at IS NULL AND p.ends_at > :now
              AND p.origin = 'request'
            """)
        .bind("setting", setting.value())
        .bind("stick", stick)
        .bind("device", device.value())
        .bind("now", now)
        .mapTo(UUID.class)
        .list();
  }

  /** Whether any setting has a permission of that id: one made by a laptop must be new. */
  boolean isKnown(Transaction tx, UUID permission) {
    return tx.createQuery("SELECT COUNT(*) FROM media_permission WHERE permission_id = :permission")
            .bind("permission", permission)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  Optional<MediaPermission> find(SettingId setting, UUID permission) {
    return database.inTransaction(tx -> find(tx, setting, permission));
  }

  Optional<MediaPermission> find(Transaction tx, SettingId setting, UUID permission) {
    return full(
            tx,
            setting,
            tx.createQuery(SELECT + "AND p.permission_id = :permission")
                .bind("setting", setting.value())
                .bind("permission", permission)
                .map((row, context) -> read(row))
                .list())
        .stream()
        .findFirst();
  }

  Listed<MediaPermission> permissions(
      SettingId setting, boolean currentOnly, Cursor from, int limit, Instant now) {
    return database.inTransaction(
        tx -> {
          List<MediaPermission> rows =
              tx.createQuery(
                      SELECT
                          + (currentOnly ? "AND " + COUNTS : "AND :now IS NOT NULL")
                          + """

                          AND (p.given_at < :at OR (p.given_at = :at AND p.permission_id < :id))
                          ORDER BY p.given_at DESC, p.permission_id DESC
                          FETCH FIRST :limit ROWS ONLY
                          """)
                  .bind("setting", setting.value())
                  .bind("now", now)
                  .bind("at", from.at())
                  .bind("id", from.id())
                  .bind("limit", limit + 1)
                  .map((row, context) -> read(row))
                  .list();
          Listed<MediaPermission> part =
              Cursor.part(rows, limit, each -> new Cursor(each.given().at(), each.id()));
          return new Listed<>(full(tx, setting, part.items()), part.next());
        });
  }

  /** The permissions of a stick, newest first. */
  List<MediaPermission> ofStick(Transaction tx, SettingId setting, UUID stick, int limit) {
    return full(
        tx,
        setting,
        tx.createQuery(
                SELECT
                    + """
                    AND p.stick_id = :stick ORDER BY p.given_at DESC, p.permission_id DESC
                    FETCH FIRST :limit ROWS ONLY
                    """)
            .bind("setting", setting.value())
            .bind("stick", stick)
            .bind("limit", limit)
            .map((row, context) -> read(row))
            .list());
  }

  /** The permissions that count now on a laptop. */
  List<MediaPermission> on(SettingId setting, DeviceId device, Instant now) {
    return database.inTransaction(
        tx ->
            full(
                tx,
                setting,
                tx.createQuery(
                        SELECT
                            + "AND "
                            + COUNTS
                            + """
                            AND EXISTS (SELECT 1 FROM media_permission_laptop l
                              WHERE l.permission_id = p.permission_id AND l.device_id = :device
                                AND l.stopped_at IS NULL)
                            ORDER BY p.given_at DESC, p.permission_id DESC
                            FETCH FIRST 100 ROWS ONLY
                            """)
                    .bind("setting", setting.value())
                    .bind("now", now)
                    .bind("device", device.value())
                    .map((row, context) -> read(row))
                    .list()));
  }

  /** Ends a permission everywhere. */
  void stop(Transaction tx, SettingId setting, UUID permission, Decided stopped) {
    tx.createUpdate(
            """
            UPDATE media_permission SET stopped_at = :at, stopped_by = CAST(:by AS UUID),
              stopped_by_name = :name, stopped_word = :word
            WHERE setting_id = :setting AND permission_id = :permission AND stopped_at IS NULL
            """)
        .bind("at", stopped.at())
        .bind("by", stopped.by().map(UUID::toString).orElse(null))
        .bind("name", stopped.name())
        .bind("word", stopped.word())
        .bind("setting", setting.value())
        .bind("permission", permission)
        .execute();
    tx.createUpdate(
            """
            UPDATE media_permission_laptop SET stopped_at = COALESCE(stopped_at, :at),
              state = CASE WHEN state = 'ended' THEN 'ended' ELSE 'stopping' END
            WHERE setting_id = :setting AND permission_id = :permission
            """)
        .bind("at", stopped.at())
        .bind("setting", setting.value())
        .bind("permission", permission)
        .execute();
  }

  /** Ends a permission on one laptop; whether it was still for it. */
  boolean stopOn(Transaction tx, SettingId setting, UUID permission, DeviceId device, Instant at) {
    return tx.createUpdate(
                """
                UPDATE media_permission_laptop SET stopped_at = :at,
                  state = CASE WHEN state = 'ended' THEN 'ended' ELSE 'stopping' END
                WHERE setting_id = :setting AND permission_id = :permission
                  AND device_id = :device AND stopped_at IS NULL
                """)
            .bind("at", at)
            .bind("setting", setting.value())
            .bind("permission", permission)
            .bind("device", device.value())
            .execute()
        > 0;
  }

  /** A permission that is for no laptop any more is over. */
  void overIfNowhere(Transaction tx, SettingId setting, UUID permission, Decided why) {
    boolean somewhere =
        tx.createQuery(
                    """
                    SELECT COUNT(*) FROM media_permission_laptop l
                    JOIN media_permission p ON p.permission_id = l.permission_id
                    WHERE p.setting_id = :setting AND p.permission_id = :permission
                      AND (l.stopped_at IS NULL OR p.every_laptop = TRUE)
                    """)
                .bind("setting", setting.value())
                .bind("permission", permission)
                .mapTo(Long.class)
                .one()
            > 0;
    if (!somewhere) {
      stop(tx, setting, permission, why);
    }
  }

  /**
   * A laptop told how a permission stands there. One that was stopped stays so until it is shut.
   */
  void told(
      Transaction tx,
      SettingId setting,
      UUID permission,
      Told told,
      LaptopState state,
      String reason,
      String account) {
    tx.createUpdate(
            """
            UPDATE media_permission_laptop SET
              state = CASE WHEN stopped_at IS NOT NULL AND CAST(:state AS VARCHAR(16)) <> 'ended'
                THEN 'stopping' ELSE CAST(:state AS VARCHAR(16)) END,
              reason = :reason, account = :account, changed_at = :at
            WHERE setting_id = :setting AND permission_id = :permission AND device_id = :device
            """)
        .bind("state", state.code())
        .bind("reason", reason)
        .bind("account", account)
        .bind("at", told.at())
        .bind("setting", setting.value())
        .bind("permission", permission)
        .bind("device", told.device().value())
        .execute();
  }

  /** Notes which step has the last scan. */
  void scanned(Transaction tx, SettingId setting, UUID permission, Told told) {
    tx.createUpdate(
            """
            UPDATE media_permission_laptop SET scan_epoch = :epoch, scan_sequence = :sequence
            WHERE setting_id = :setting AND permission_id = :permission AND device_id = :device
            """)
        .bind("epoch", told.epoch())
        .bind("sequence", told.sequence())
        .bind("setting", setting.value())
        .bind("permission", permission)
        .bind("device", told.device().value())
        .execute();
  }

  private List<MediaPermission> full(
      Transaction tx, SettingId setting, List<MediaPermission> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<UUID, List<LaptopPermission>> laptops = new HashMap<>();
    tx.createQuery(
            """
            SELECT l.*, d.nickname FROM media_permission_laptop l
            JOIN device d ON d.device_id = l.device_id
            WHERE l.setting_id = :setting AND l.permission_id IN (<ids>)
            ORDER BY d.nickname, l.device_id
            """)
        .bind("setting", setting.value())
        .bindList("ids", rows.stream().map(MediaPermission::id).toList())
        .map((row, context) -> Map.entry(Columns.uuid(row, "permission_id"), laptop(tx, row)))
        .forEach(
            entry ->
                laptops
                    .computeIfAbsent(entry.getKey(), id -> new ArrayList<>())
                    .add(entry.getValue()));
    return rows.stream().map(row -> with(row, laptops.getOrDefault(row.id(), List.of()))).toList();
  }

  private LaptopPermission laptop(Transaction tx, ResultSet row) throws SQLException {
    DeviceId device = new DeviceId(Columns.uuid(row, "device_id"));
    long sequence = row.getLong("scan_sequence");
    return new LaptopPermission(
        device,
        row.getString("nickname"),
        LaptopState.of(row.getString("state")).orElse(LaptopState.WAITING),
        row.getString("reason"),
        Columns.instant(row, "changed_at"),
        row.getString("account"),
        Columns.maybeUuid(row, "scan_epoch")
            .flatMap(epoch -> steps.scan(tx, device, epoch, sequence)),
        Columns.maybeInstant(row, "stopped_at"));
  }

  private static MediaPermission with(MediaPermission row, List<LaptopPermission> laptops) {
    return new MediaPermission(
        row.id(),
        row.stick(),
        row.medium(),
        row.owner(),
        row.everyLaptop(),
        laptops,
        row.account(),
        row.startsAt(),
        row.endsAt(),
        row.readOnly(),
        row.encryptedOnly(),
        row.acceptNotFullyScanned(),
        row.given(),
        row.origin(),
        row.request(),
        row.stopped());
  }

  private static MediaPermission read(ResultSet row) throws SQLException {
    Optional<Instant> stoppedAt = Columns.maybeInstant(row, "stopped_at");
    Optional<UUID> stoppedBy = Columns.maybeUuid(row, "stopped_by");
    String stoppedName = row.getString("stopped_by_name");
    String stoppedWord = row.getString("stopped_word");
    return new MediaPermission(
        Columns.uuid(row, "permission_id"),
        Columns.uuid(row, "stick_id"),
        StickStore.medium(row, row.getString("port"), row.getString("descriptor_sha256")),
        Owner.of(row.getString("owner")).orElse(Owner.UNKNOWN),
        row.getBoolean("every_laptop"),
        List.of(),
        row.getString("account"),
        Columns.instant(row, "starts_at"),
        Columns.instant(row, "ends_at"),
        row.getBoolean("read_only"),
        row.getBoolean("encrypted_only"),
        row.getBoolean("accept_unscanned"),
        new Decided(
            Columns.maybeUuid(row, "given_by"),
            row.getString("given_by_name"),
            Columns.instant(row, "given_at"),
            row.getString("reason")),
        Origin.of(row.getString("origin")).orElse(Origin.REQUEST),
        Columns.maybeUuid(row, "request_id"),
        stoppedAt.map(at -> new Decided(stoppedBy, stoppedName, at, stoppedWord)));
  }
}
