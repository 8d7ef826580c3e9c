package io.stairgate.console.permission;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.Sighting;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The media that are known, when each came and went, and where they are now. Any thread.
 *
 * <p>Over 300 lines because register, sightings and presence are three views of one medium.
 */
public final class StickStore {
  /** The columns of a medium, for every query that joins {@code stick}. */
  static final String MEDIUM =
      "s.kind, s.vendor_id, s.product_id, s.serial, s.name, s.weak, s.shared_serial";

  private static final String SELECT =
      """
      SELECT s.*, d.nickname AS last_nickname,
        (SELECT MAX(o.label) FROM own_stick o
           WHERE o.stick_id = s.stick_id AND o.state <> 'ended') AS label,
        (SELECT COUNT(*) FROM media_permission p WHERE p.stick_id = s.stick_id
           AND p.stopped_at IS NULL AND p.ends_at > :now) AS permissions
      FROM stick s LEFT JOIN device d ON d.device_id = s.last_device_id
      WHERE s.setting_id = :setting
      """;

  private final Database database;
  private final String insert;
  private final String insertSighting;
  private final String insertPresence;

  public StickStore(Database database) {
    this.database = database;
    this.insert =
        database
            .dialect()
            .insertIfAbsent(
                "stick",
                List.of(
                    "stick_id",
                    "setting_id",
                    "identity_sha256",
                    "kind",
                    "vendor_id",
                    "product_id",
                    "serial",
                    "name",
                    "weak",
                    "port",
                    "descriptor_sha256",
                    "owner",
                    "shared_serial",
                    "listed_at"),
                List.of("setting_id", "identity_sha256"));
    this.insertSighting =
        database
            .dialect()
            .insertIfAbsent(
                "stick_sighting",
                List.of(
                    "device_id",
                    "epoch",
                    "sequence",
                    "setting_id",
                    "stick_id",
                    "action",
                    "port",
                    "occurred_at"),
                List.of("device_id", "epoch", "sequence"));
    this.insertPresence =
        database
            .dialect()
            .insertIfAbsent(
                "stick_presence",
                List.of("device_id", "stick_id", "port", "setting_id", "since"),
                List.of("device_id", "stick_id", "port"));
  }

  /** What the console thinks of a medium. */
  record Known(UUID id, Owner owner, boolean sharedSerial, boolean onOwnList) {}

  /** Makes a medium known, where it is not, and says what is thought of it. */
  Known know(Transaction tx, SettingId setting, Medium medium, Instant now) {
    Optional<Known> known = find(tx, setting, medium);
    if (known.isPresent()) {
      return known.get();
    }
    tx.createUpdate(insert)
        .bind("stick_id", UUID.randomUUID())
        .bind("setting_id", setting.value())
        .bind("identity_sha256", medium.identity().hex())
        .bind("kind", medium.kind().code())
        .bind("vendor_id", medium.vendorId())
        .bind("product_id", medium.productId())
        .bind("serial", medium.serial())
        .bind("name", medium.name())
        .bind("weak", medium.weak())
        .bind("port", medium.port())
        .bind("descriptor_sha256", medium.descriptorSha256())
        .bind("owner", Owner.UNKNOWN.code())
        .bind("shared_serial", false)
        .bind("listed_at", now)
        .execute();
    return find(tx, setting, medium).orElseThrow();
  }

  private static Optional<Known> find(Transaction tx, SettingId setting, Medium medium) {
    return tx.createQuery(
            """
            SELECT s.stick_id, s.owner, s.shared_serial,
              (SELECT COUNT(*) FROM own_stick o
                 WHERE o.stick_id = s.stick_id AND o.state = 'standing') AS listed
            FROM stick s WHERE s.setting_id = :setting AND s.identity_sha256 = :identity
            """)
        .bind("setting", setting.value())
        .bind("identity", medium.identity().hex())
        .map(
            (row, context) ->
                new Known(
                    Columns.uuid(row, "stick_id"),
                    Owner.of(row.getString("owner")).orElse(Owner.UNKNOWN),
                    row.getBoolean("shared_serial"),
                    row.getLong("listed") > 0))
        .findOne();
  }

  /** Notes where a medium was seen last and what it says of itself now. */
  void seen(
      Transaction tx, SettingId setting, UUID stick, Medium medium, DeviceId device, Instant at) {
    tx.createUpdate(
            """
            UPDATE stick SET name = :name, weak = :weak, port = :port, descriptor_sha256 = :hash,
              last_seen_at = :at, last_device_id = :device, listed_at = :at,
              first_seen_at = COALESCE(first_seen_at, :at)
            WHERE setting_id = :setting AND stick_id = :stick
              AND (last_seen_at IS NULL OR last_seen_at <= :at)
            """)
        .bind("name", medium.name())
        .bind("weak", medium.weak())
        .bind("port", medium.port())
        .bind("hash", medium.descriptorSha256())
        .bind("at", at)
        .bind("device", device.value())
        .bind("setting", setting.value())
        .bind("stick", stick)
        .execute();
  }

  /** Keeps that a medium came or went. */
  void sighted(
      Transaction tx,
      SettingId setting,
      Told told,
      UUID stick,
      Sighting.Action action,
      String port) {
    tx.createUpdate(insertSighting)
        .bind("device_id", told.device().value())
        .bind("epoch", told.epoch())
        .bind("sequence", told.sequence())
        .bind("setting_id", setting.value())
        .bind("stick_id", stick)
        .bind("action", action.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .bind("port", port)
        .bind("occurred_at", told.at())
        .execute();
  }

  /** The last time a medium was seen before a moment. */
  Optional<SeenBefore> seenBefore(Transaction tx, SettingId setting, UUID stick, Instant before) {
    return tx.createQuery(
            """
            SELECT g.device_id, g.occurred_at, d.nickname
            FROM stick_sighting g JOIN device d ON d.device_id = g.device_id
            WHERE g.setting_id = :setting AND g.stick_id = :stick AND g.occurred_at < :before
              AND g.action <> 'removed'
            ORDER BY g.occurred_at DESC
            FETCH FIRST 1 ROW ONLY
            """)
        .bind("setting", setting.value())
        .bind("stick", stick)
        .bind("before", before)
        .map(
            (row, context) ->
                new SeenBefore(
                    new DeviceId(Columns.uuid(row, "device_id")),
                    row.getString("nickname"),
                    Columns.instant(row, "occurred_at")))
        .findFirst();
  }

  /** A medium is in a laptop now. */
  void present(
      Transaction tx, SettingId setting, DeviceId device, UUID stick, String port, Instant since) {
    tx.createUpdate(insertPresence)
        .bind("device_id", device.value())
        .bind("stick_id", stick)
        .bind("port", port)
        .bind("setting_id", setting.value())
        .bind("since", since)
        .execute();
  }

  /** A medium was taken out of a laptop. */
  void gone(Transaction tx, SettingId setting, DeviceId device, UUID stick) {
    tx.createUpdate(
            """
            DELETE FROM stick_presence
            WHERE setting_id = :setting AND device_id = :device AND stick_id = :stick
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("stick", stick)
        .execute();
  }

  /** What is in a laptop is told anew. */
  void goneAll(Transaction tx, SettingId setting, DeviceId device) {
    tx.createUpdate(
            "DELETE FROM stick_presence WHERE setting_id = :setting AND device_id = :device")
        .bind("setting", setting.value())
        .bind("device", device.value())
        .execute();
  }

  /** The other laptops a medium is in, since before a moment. */
  List<DeviceId> others(
      Transaction tx, SettingId setting, UUID stick, DeviceId but, Instant before) {
    return tx.createQuery(
            """
            SELECT DISTINCT device_id FROM stick_presence
            WHERE setting_id = :setting AND stick_id = :stick AND device_id <> :but
              AND since <= :before
            """)
        .bind("setting", setting.value())
        .bind("stick", stick)
        .bind("but", but.value())
        .bind("before", before)
        .mapTo(UUID.class)
        .map(DeviceId::new)
        .list();
  }

  /** A serial belongs to more than one medium: it is weak from now on. */
  void shared(Transaction tx, SettingId setting, UUID stick) {
    tx.createUpdate(
            "UPDATE stick SET shared_serial = TRUE WHERE setting_id = :setting AND stick_id ="
                + " :stick")
        .bind("setting", setting.value())
        .bind("stick", stick)
        .execute();
  }

  /** Somebody who decides says whose it is. */
  void owned(Transaction tx, SettingId setting, UUID stick, Owner owner) {
    tx.createUpdate(
            "UPDATE stick SET owner = :owner WHERE setting_id = :setting AND stick_id = :stick")
        .bind("owner", owner.code())
        .bind("setting", setting.value())
        .bind("stick", stick)
        .execute();
  }

  /** The strong media of a serial. */
  List<Medium> ofSerial(Transaction tx, SettingId setting, String serial) {
    return tx.createQuery(
            """
            SELECT * FROM stick s
            WHERE s.setting_id = :setting AND s.serial = :serial AND s.weak = FALSE
            ORDER BY s.listed_at DESC, s.stick_id
            FETCH FIRST 10 ROWS ONLY
            """)
        .bind("setting", setting.value())
        .bind("serial", serial)
        .map(
            (row, context) ->
                medium(row, row.getString("port"), row.getString("descriptor_sha256")))
        .list();
  }

  /** The register, last seen first. */
  Listed<RegisteredStick> register(
      SettingId setting, RegisterFilter filter, Cursor from, int limit, Instant now) {
    String text = filter.text().toLowerCase(Locale.ROOT);
    String where =
        """
        AND (s.listed_at < :at OR (s.listed_at = :at AND s.stick_id < :id))
        %s %s %s %s %s %s %s
        ORDER BY s.listed_at DESC, s.stick_id DESC
        FETCH FIRST :limit ROWS ONLY
        """
            .formatted(
                text.isEmpty()
                    ? ""
                    : """
                    AND (LOWER(s.serial) LIKE :text ESCAPE '!' OR LOWER(s.name) LIKE :text ESCAPE '!'
                      OR EXISTS (SELECT 1 FROM own_stick o WHERE o.stick_id = s.stick_id
                        AND o.state <> 'ended' AND LOWER(o.label) LIKE :text ESCAPE '!'))
                    """,
                filter.kind().isEmpty() ? "" : "AND s.kind = :kind",
                filter.owner().isEmpty() ? "" : "AND s.owner = :owner",
                filter.laptop().isEmpty() ? "" : "AND s.last_device_id = :laptop",
                filter.seenFrom().isEmpty() ? "" : "AND s.last_seen_at >= :seenFrom",
                filter.seenBefore().isEmpty() ? "" : "AND s.last_seen_at < :seenBefore",
                filter.permitted()
                    ? """
                    AND EXISTS (SELECT 1 FROM media_permission p WHERE p.stick_id = s.stick_id
                      AND p.stopped_at IS NULL AND p.ends_at > :now)
                    """
                    : "");
    return database.inTransaction(
        tx -> {
          var query =
              tx.createQuery(SELECT + where)
                  .bind("setting", setting.value())
                  .bind("now", now)
                  .bind("at", from.at())
                  .bind("id", from.id())
                  .bind("limit", limit + 1);
          if (!text.isEmpty()) {
            query.bind("text", "%" + text.replaceAll("[!%_]", "!$0") + "%");
          }
          filter.kind().ifPresent(kind -> query.bind("kind", kind.code()));
          filter.owner().ifPresent(owner -> query.bind("owner", owner.code()));
          filter.seenFrom().ifPresent(at -> query.bind("seenFrom", at));
          filter.seenBefore().ifPresent(at -> query.bind("seenBefore", at));
          filter.laptop().ifPresent(laptop -> query.bind("laptop", laptop.value()));
          List<Row> rows = query.map((row, context) -> row(row)).list();
          Listed<Row> part =
              Cursor.part(rows, limit, row -> new Cursor(row.listedAt(), row.stick().id()));
          return new Listed<>(
              part.items().stream()
                  .map(row -> withPresence(row.stick(), presentIn(tx, setting, row.stick().id())))
                  .toList(),
              part.next());
        });
  }

  /** One line of the register. */
  Optional<RegisteredStick> stick(SettingId setting, UUID stick, Instant now) {
    return database.inTransaction(
        tx ->
            tx.createQuery(SELECT + "AND s.stick_id = :stick")
                .bind("setting", setting.value())
                .bind("now", now)
                .bind("stick", stick)
                .map((row, context) -> row(row))
                .findOne()
                .map(row -> withPresence(row.stick(), presentIn(tx, setting, stick))));
  }

  /** When a medium came and went, newest first. */
  List<Happening> sightings(Transaction tx, SettingId setting, UUID stick, int limit) {
    return tx.createQuery(
            """
            SELECT g.*, d.nickname FROM stick_sighting g JOIN device d ON d.device_id = g.device_id
            WHERE g.setting_id = :setting AND g.stick_id = :stick
            ORDER BY g.occurred_at DESC, g.sequence DESC
            FETCH FIRST :limit ROWS ONLY
            """)
        .bind("setting", setting.value())
        .bind("stick", stick)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new Happening(
                    Columns.instant(row, "occurred_at"),
                    Optional.of(new DeviceId(Columns.uuid(row, "device_id"))),
                    row.getString("nickname"),
                    row.getString("action"),
                    "",
                    "",
                    Optional.empty(),
                    false,
                    0,
                    Optional.empty(),
                    Optional.empty()))
        .list();
  }

  private static List<String> presentIn(Transaction tx, SettingId setting, UUID stick) {
    return tx.createQuery(
            """
            SELECT DISTINCT d.nickname
            FROM stick_presence n JOIN device d ON d.device_id = n.device_id
            WHERE n.setting_id = :setting AND n.stick_id = :stick AND d.banned_at IS NULL
            ORDER BY d.nickname
            """)
        .bind("setting", setting.value())
        .bind("stick", stick)
        .mapTo(String.class)
        .list();
  }

  private record Row(RegisteredStick stick, Instant listedAt) {}

  private static Row row(ResultSet row) throws SQLException {
    String label = row.getString("label");
    String nickname = row.getString("last_nickname");
    Owner owner = Owner.of(row.getString("owner")).orElse(Owner.UNKNOWN);
    return new Row(
        new RegisteredStick(
            Columns.uuid(row, "stick_id"),
            medium(row, row.getString("port"), row.getString("descriptor_sha256")),
            owner,
            label == null ? "" : label,
            row.getBoolean("shared_serial"),
            Columns.maybeInstant(row, "first_seen_at"),
            Columns.maybeInstant(row, "last_seen_at"),
            Columns.maybeUuid(row, "last_device_id").map(DeviceId::new),
            nickname == null ? "" : nickname,
            List.of(),
            row.getInt("permissions")),
        Columns.instant(row, "listed_at"));
  }

  private static RegisteredStick withPresence(RegisteredStick stick, List<String> pluggedIn) {
    return new RegisteredStick(
        stick.id(),
        stick.medium(),
        stick.owner(),
        stick.label(),
        stick.sharedSerial(),
        stick.firstSeenAt(),
        stick.lastSeenAt(),
        stick.lastLaptop(),
        stick.lastNickname(),
        pluggedIn,
        stick.permissions());
  }

  /** The medium of a row that has the columns of {@link #MEDIUM}. */
  static Medium medium(ResultSet row, String port, String descriptors) throws SQLException {
    return new Medium(
        Medium.Kind.of(row.getString("kind")).orElse(Medium.Kind.UNKNOWN_DEVICE),
        row.getString("vendor_id"),
        row.getString("product_id"),
        row.getString("serial"),
        row.getString("name"),
        row.getBoolean("weak"),
        port,
        descriptors);
  }

  /** The medium that looks like this, last seen on that laptop first; empty where none does. */
  Optional<UUID> lookingLike(
      SettingId setting,
      DeviceId laptop,
      String kind,
      String vendorId,
      String productId,
      String serial,
      String name) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT stick_id FROM stick
                    WHERE setting_id = :setting AND kind = :kind AND vendor_id = :vendor
                      AND product_id = :product AND serial = :serial
                      AND (serial <> '' OR name = :name)
                    ORDER BY CASE WHEN last_device_id = :laptop THEN 0 ELSE 1 END,
                      last_seen_at DESC, stick_id
                    FETCH FIRST 1 ROW ONLY
                    """)
                .bind("setting", setting.value())
                .bind("kind", kind)
                .bind("vendor", vendorId)
                .bind("product", productId)
                .bind("serial", serial)
                .bind("name", name)
                .bind("laptop", laptop.value())
                .mapTo(UUID.class)
                .findOne());
  }
}
