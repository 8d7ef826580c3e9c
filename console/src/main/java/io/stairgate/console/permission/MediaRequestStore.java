package io.stairgate.console.permission;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Asking;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What people asked for, and what was decided. Any thread may use it.
 *
 * <p>Over 300 lines because the statements of one table stand together.
 */
final class MediaRequestStore {
  private static final String SELECT =
      """
      SELECT q.*, %s, s.owner, d.nickname, b.nickname AS before_nickname,
        (SELECT COUNT(*) FROM own_stick o
           WHERE o.stick_id = q.stick_id AND o.state = 'standing') AS listed
      FROM media_request q JOIN stick s ON s.stick_id = q.stick_id
        JOIN device d ON d.device_id = q.device_id
        LEFT JOIN device b ON b.device_id = q.seen_before_device
      WHERE q.setting_id = :setting
      """
          .formatted(StickStore.MEDIUM);

  private final Database database;
  private final String insert;

  MediaRequestStore(Database database) {
    this.database = database;
    this.insert =
        database
            .dialect()
            .insertIfAbsent(
                "media_request",
                List.of(
                    "request_id",
                    "setting_id",
                    "device_id",
                    "stick_id",
                    "port",
                    "descriptor_sha256",
                    "account",
                    "reason",
                    "for_writing",
                    "asked_at",
                    "received_at",
                    "state",
                    "proposed_by",
                    "proposed",
                    "decided_by_name",
                    "word"),
                List.of("request_id"));
  }

  /**
   * Keeps a request, unless it is there.
   *
   * @return false where it was there
   */
  boolean add(
      Transaction tx,
      SettingId setting,
      Told told,
      UUID stick,
      Asking asking,
      Optional<SeenBefore> before,
      Instant now) {
    int added =
        tx.createUpdate(insert)
            .bind("request_id", asking.request())
            .bind("setting_id", setting.value())
            .bind("device_id", told.device().value())
            .bind("stick_id", stick)
            .bind("port", asking.medium().port())
            .bind("descriptor_sha256", asking.medium().descriptorSha256())
            .bind("account", asking.account())
            .bind("reason", asking.reason())
            .bind("for_writing", asking.write())
            .bind("asked_at", told.at())
            .bind("received_at", now)
            .bind("state", RequestState.OPEN.code())
            .bind("proposed_by", "")
            .bind("proposed", "")
            .bind("decided_by_name", "")
            .bind("word", "")
            .execute();
    if (added > 0 && before.isPresent()) {
      tx.createUpdate(
              """
              UPDATE media_request SET seen_before_at = :at, seen_before_device = :device
              WHERE setting_id = :setting AND request_id = :request
              """)
          .bind("at", before.get().at())
          .bind("device", before.get().laptop().value())
          .bind("setting", setting.value())
          .bind("request", asking.request())
          .execute();
    }
    return added > 0;
  }

  /** Withdraws what is asked anew, and the oldest where a laptop has too many that wait. */
  void makeRoom(
      Transaction tx,
      SettingId setting,
      DeviceId device,
      UUID stick,
      String account,
      int most,
      Instant now) {
    withdraw(
        tx,
        setting,
        now,
        "Asked again.",
        tx.createQuery(
                """
                SELECT request_id FROM media_request
                WHERE setting_id = :setting AND device_id = :device AND stick_id = :stick
                  AND account = :account AND state = 'open'
                """)
            .bind("setting", setting.value())
            .bind("device", device.value())
            .bind("stick", stick)
            .bind("account", account)
            .mapTo(UUID.class)
            .list());
    List<UUID> open =
        tx.createQuery(
                """
                SELECT request_id FROM media_request
                WHERE setting_id = :setting AND device_id = :device AND state = 'open'
                ORDER BY received_at DESC, request_id
                """)
            .bind("setting", setting.value())
            .bind("device", device.value())
            .mapTo(UUID.class)
            .list();
    if (open.size() >= most) {
      withdraw(
          tx,
          setting,
          now,
          "Too many requests of this laptop waited.",
          open.subList(most - 1, open.size()));
    }
  }

  private static void withdraw(
      Transaction tx, SettingId setting, Instant now, String word, List<UUID> requests) {
    for (UUID request : requests) {
      tx.createUpdate(
              """
              UPDATE media_request SET state = 'withdrawn', decided_at = :now,
                decided_by_name = 'Console', word = :word
              WHERE setting_id = :setting AND request_id = :request
              """)
          .bind("now", now)
          .bind("word", word)
          .bind("setting", setting.value())
          .bind("request", request)
          .execute();
    }
  }

  Optional<MediaRequest> find(SettingId setting, UUID request) {
    return database.inTransaction(tx -> find(tx, setting, request));
  }

  Optional<MediaRequest> find(Transaction tx, SettingId setting, UUID request) {
    return tx.createQuery(SELECT + "AND q.request_id = :request")
        .bind("setting", setting.value())
        .bind("request", request)
        .map((row, context) -> read(row))
        .findOne();
  }

  Listed<MediaRequest> requests(SettingId setting, boolean openOnly, Cursor from, int limit) {
    return Cursor.part(
        database.inTransaction(
            tx ->
                tx.createQuery(
                        SELECT
                            + (openOnly ? "AND q.state = 'open'" : "")
                            + """

                            AND (q.received_at < :at OR (q.received_at = :at AND q.request_id < :id))
                            ORDER BY q.received_at DESC, q.request_id DESC
                            FETCH FIRST :limit ROWS ONLY
                            """)
                    .bind("setting", setting.value())
                    .bind("at", from.at())
                    .bind("id", from.id())
                    .bind("limit", limit + 1)
                    .map((row, context) -> read(row))
                    .list()),
        limit,
        request -> new Cursor(request.receivedAt(), request.id()));
  }

  List<MediaRequest> ofStick(Transaction tx, SettingId setting, UUID stick, int limit) {
    return tx.createQuery(
            SELECT
                + """
                AND q.stick_id = :stick ORDER BY q.received_at DESC, q.request_id DESC
                FETCH FIRST :limit ROWS ONLY
                """)
        .bind("setting", setting.value())
        .bind("stick", stick)
        .bind("limit", limit)
        .map((row, context) -> read(row))
        .list();
  }

  /** The newest request of a laptop for such a medium, an open one first. */
  Optional<MediaRequest> forMedium(
      SettingId setting, DeviceId device, String vendorId, String productId, String serial) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    SELECT
                        + """
                        AND (q.device_id = :device OR d.replaced_by = :device)
                        AND s.vendor_id = :vendor AND s.product_id = :product AND s.serial = :serial
                        ORDER BY CASE WHEN q.state = 'open' THEN 0 ELSE 1 END,
                          q.received_at DESC, q.request_id DESC
                        FETCH FIRST 1 ROW ONLY
                        """)
                .bind("setting", setting.value())
                .bind("device", device.value())
                .bind("vendor", vendorId)
                .bind("product", productId)
                .bind("serial", serial)
                .map((row, context) -> read(row))
                .findFirst());
  }

  /** What a laptop's people were refused since a moment, newest first. */
  static List<PermissionList.RefusedAsk> refused(
      Transaction tx, SettingId setting, DeviceId device, Instant since, int most) {
    return tx.createQuery(
            """
            SELECT request_id, word FROM media_request
            WHERE setting_id = :setting AND device_id = :device AND state = 'refused'
              AND decided_at > :since
            ORDER BY decided_at DESC, request_id
            FETCH FIRST :most ROWS ONLY
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("since", since)
        .bind("most", most)
        .map(
            (row, context) ->
                new PermissionList.RefusedAsk(
                    row.getObject("request_id", UUID.class),
                    Optional.ofNullable(row.getString("word")).orElse("")))
        .list();
  }

  long openCount(SettingId setting) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    "SELECT COUNT(*) FROM media_request WHERE setting_id = :setting AND state ="
                        + " 'open'")
                .bind("setting", setting.value())
                .mapTo(Long.class)
                .one());
  }

  void proposed(Transaction tx, SettingId setting, UUID request, StickProposal proposal) {
    tx.createUpdate(
            """
            UPDATE media_request SET proposed_by = :by, proposed_at = :at, proposed = :terms
            WHERE setting_id = :setting AND request_id = :request
            """)
        .bind("by", proposal.name())
        .bind("at", proposal.at())
        .bind("terms", ProposedTerms.write(proposal.suggested()))
        .bind("setting", setting.value())
        .bind("request", request)
        .execute();
  }

  void decided(
      Transaction tx,
      SettingId setting,
      UUID request,
      RequestState state,
      Decided decided,
      Optional<UUID> permission) {
    tx.createUpdate(
            """
            UPDATE media_request SET state = :state, decided_by = CAST(:by AS UUID),
              decided_by_name = :name, decided_at = :at, word = :word,
              permission_id = CAST(:permission AS UUID)
            WHERE setting_id = :setting AND request_id = :request
            """)
        .bind("state", state.code())
        .bind("by", decided.by().map(UUID::toString).orElse(null))
        .bind("name", decided.name())
        .bind("at", decided.at())
        .bind("word", decided.word())
        .bind("permission", permission.map(UUID::toString).orElse(null))
        .bind("setting", setting.value())
        .bind("request", request)
        .execute();
  }

  private static MediaRequest read(ResultSet row) throws SQLException {
    Optional<Instant> beforeAt = Columns.maybeInstant(row, "seen_before_at");
    Optional<UUID> beforeDevice = Columns.maybeUuid(row, "seen_before_device");
    String beforeNickname = row.getString("before_nickname");
    Optional<Instant> decidedAt = Columns.maybeInstant(row, "decided_at");
    Optional<UUID> decidedBy = Columns.maybeUuid(row, "decided_by");
    String decidedName = row.getString("decided_by_name");
    String word = row.getString("word");
    Optional<Instant> proposedAt = Columns.maybeInstant(row, "proposed_at");
    String proposedBy = row.getString("proposed_by");
    String proposed = row.getString("proposed");
    return new MediaRequest(
        Columns.uuid(row, "request_id"),
        new DeviceId(Columns.uuid(row, "device_id")),
        row.getString("nickname"),
        Columns.uuid(row, "stick_id"),
        StickStore.medium(row, row.getString("port"), row.getString("descriptor_sha256")),
        row.getString("account"),
        row.getString("reason"),
        row.getBoolean("for_writing"),
        Columns.instant(row, "asked_at"),
        Columns.instant(row, "received_at"),
        row.getLong("listed") > 0
            ? Owner.SETTING
            : Owner.of(row.getString("owner")).orElse(Owner.UNKNOWN),
        row.getBoolean("shared_serial"),
        beforeAt.flatMap(
            at ->
                beforeDevice.map(
                    id ->
                        new SeenBefore(
                            new DeviceId(id), beforeNickname == null ? "" : beforeNickname, at))),
        RequestState.of(row.getString("state")).orElse(RequestState.WITHDRAWN),
        proposedAt.flatMap(
            at ->
                ProposedTerms.read(proposed)
                    .map(terms -> new StickProposal(proposedBy, at, terms))),
        decidedAt.map(at -> new Decided(decidedBy, decidedName, at, word)),
        Columns.maybeUuid(row, "permission_id"));
  }
}
