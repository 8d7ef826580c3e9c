package io.stairgate.console.device;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;

/**
 * The enrolled laptops. What people see leaves out banned laptops and those a later enrolment of
 * the same hardware replaced. The three look-ups without a setting (by id, by key, by hardware
 * within a setting) serve enrolment and the streams, where the certificate says which setting it
 * is. Any thread may use it.
 *
 * <p>Over 300 lines because what people see of a laptop, and what they decide, is one table.
 */
public final class DeviceStore {
  private final Database database;
  private final Presence presence;

  /**
   * Reads through memory.
   *
   * @param presence what memory knows sooner than the database
   */
  public DeviceStore(Database database, Presence presence) {
    this.database = database;
    this.presence = presence;
  }

  /**
   * A laptop and those that it replaced, asked for first and by themselves: with their ids both
   * databases find what each told by an index, and with a condition that says the same they look
   * through everything.
   */
  public static List<UUID> lineage(Transaction transaction, DeviceId device) {
    List<UUID> all = new ArrayList<>();
    all.add(device.value());
    all.addAll(
        transaction
            .createQuery("SELECT device_id FROM device WHERE replaced_by = :device")
            .bind("device", device.value())
            .mapTo(UUID.class)
            .list());
    return all;
  }

  /** Some laptops of a setting, in no order. */
  public List<Laptop> laptops(SettingId setting, Collection<DeviceId> some) {
    if (some.isEmpty()) {
      return List.of();
    }
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT * FROM device
                    WHERE setting_id = :setting AND device_id IN (<some>) AND banned_at IS NULL
                    """)
                .bind("setting", setting.value())
                .bindList("some", some.stream().map(DeviceId::value).toList())
                .map((row, context) -> laptop(row))
                .list());
  }

  /** How laptops are, summed up. */
  public LaptopSummaryStore summaries() {
    return new LaptopSummaryStore(database, presence);
  }

  /** What happened on each laptop. */
  public LaptopTimelineStore timeline() {
    return new LaptopTimelineStore(database);
  }

  /** All laptops of a setting, by nickname. */
  public List<Laptop> laptops(SettingId setting) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT * FROM device
                    WHERE setting_id = :setting AND banned_at IS NULL
                    ORDER BY nickname, device_id
                    """)
                .bind("setting", setting.value())
                .map((row, context) -> laptop(row))
                .list());
  }

  /**
   * A page of the laptops that a question is about, in the order of their ids.
   *
   * @param question which; its own order does not count
   * @param after the last id of the page before; empty for the first page
   * @param limit how many at most, 1 to 1000
   */
  public List<Laptop> page(
      SettingId setting, LaptopQuestion question, Optional<DeviceId> after, int limit) {
    UUID start = after.map(DeviceId::value).orElse(new UUID(0, 0));
    if (question.among().filter(Set::isEmpty).isPresent()) {
      return List.of();
    }
    return database.inTransaction(
        transaction ->
            bound(
                    transaction,
                    "SELECT d.* FROM device d "
                        + where(question)
                        + " AND d.device_id > :start ORDER BY d.device_id"
                        + " FETCH FIRST :limit ROWS ONLY",
                    setting,
                    question)
                .bind("start", start)
                .bind("limit", limit)
                .map((row, context) -> laptop(row))
                .list());
  }

  /**
   * Some of the laptops that a question is about.
   *
   * @param laptops in the question's order
   * @param all how many there are
   */
  public record Fitting(List<Laptop> laptops, int all) {
    public Fitting {
      laptops = List.copyOf(laptops);
    }
  }

  /**
   * Answers a question.
   *
   * @param from how many to leave out at the beginning
   * @param limit how many at most, 1 to 10,000
   */
  public Fitting ask(SettingId setting, LaptopQuestion question, int from, int limit) {
    if (question.among().filter(Set::isEmpty).isPresent()) {
      return new Fitting(List.of(), 0);
    }
    String where = where(question);
    return database.inTransaction(
        transaction -> {
          int all =
              bound(transaction, "SELECT COUNT(*) FROM device d " + where, setting, question)
                  .mapTo(Integer.class)
                  .one();
          List<Laptop> laptops =
              bound(
                      transaction,
                      "SELECT d.* FROM device d "
                          + where
                          + " ORDER BY "
                          + order(question.sort())
                          + " OFFSET :from ROWS FETCH FIRST :limit ROWS ONLY",
                      setting,
                      question)
                  .bind("from", from)
                  .bind("limit", limit)
                  .map((row, context) -> laptop(row))
                  .list();
          return new Fitting(laptops, all);
        });
  }

  private static String where(LaptopQuestion question) {
    StringBuilder where =
        new StringBuilder("WHERE d.setting_id = :setting AND d.banned_at IS NULL");
    if (!question.find().isEmpty()) {
      where.append(
          """
           AND LOWER(d.nickname || ' ' || d.room || ' ' || d.make || ' ' || d.model || ' '
             || d.serial) LIKE :find ESCAPE '!'
          """);
    }
    question.room().ifPresent(room -> where.append(" AND d.room = :room"));
    if (question.rule().isPresent()) {
      where.append(
          """
           AND d.device_id IN (SELECT c.device_id FROM laptop_cause c
             WHERE c.setting_id = :setting AND c.rule = :rule)
          """);
    }
    question.among().ifPresent(some -> where.append(" AND d.device_id IN (<among>)"));
    where.append(
        switch (question.show()) {
          case ALL -> "";
          case UNSEEN -> " AND " + SEEN + " < :heard";
          case ATTENTION ->
              " AND "
                  + SEEN
                  + " >= :heard AND (d.care = 'attention'"
                  + " OR (d.care = 'first-check' AND d.enrolled_at < :new))";
          case NEW ->
              " AND "
                  + SEEN
                  + " >= :heard AND d.care = 'first-check'"
                  + " AND d.enrolled_at >= :new";
          case PROTECTED -> " AND " + SEEN + " >= :heard AND d.care = 'fine'";
        });
    return where.toString();
  }

  private static final String SEEN = "COALESCE(d.last_seen_at, d.enrolled_at)";

  private static String order(LaptopQuestion.Sort sort) {
    String name = "LOWER(d.nickname), d.device_id";
    return switch (sort) {
      case NAME -> name;
      case ROOM -> "CASE WHEN d.room = '' THEN 1 ELSE 0 END, LOWER(d.room), " + name;
      case STATE ->
          "CASE WHEN "
              + SEEN
              + " < :heard THEN 1 WHEN d.care = 'attention' THEN 0"
              + " WHEN d.care = 'fine' THEN 3 ELSE 2 END, d.things DESC, "
              + name;
      case SEEN -> SEEN + " DESC, " + name;
    };
  }

  private static Query bound(
      Transaction transaction, String sql, SettingId setting, LaptopQuestion question) {
    Query query = transaction.createQuery(sql).bind("setting", setting.value());
    if (!question.find().isEmpty()) {
      query.bind("find", "%" + escaped(question.find().toLowerCase(Locale.UK)) + "%");
    }
    question.room().ifPresent(room -> query.bind("room", room));
    question.rule().ifPresent(rule -> query.bind("rule", rule));
    question
        .among()
        .ifPresent(some -> query.bindList("among", some.stream().map(DeviceId::value).toList()));
    if (sql.contains(":heard")) {
      query.bind("heard", question.heardSince());
    }
    if (sql.contains(":new")) {
      query.bind("new", question.newSince());
    }
    return query;
  }

  private static String escaped(String find) {
    return find.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }

  /**
   * The laptops that one person uses, by nickname.
   *
   * @param person the person's account
   */
  public List<Laptop> usedBy(SettingId setting, UUID person) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT * FROM device
                    WHERE setting_id = :setting AND used_by = :person AND banned_at IS NULL
                    ORDER BY nickname, device_id
                    """)
                .bind("setting", setting.value())
                .bind("person", person)
                .map((row, context) -> laptop(row))
                .list());
  }

  /** What a laptop is called; empty where the setting has none of that id, or banned it. */
  public Optional<String> nickname(Transaction transaction, SettingId setting, DeviceId device) {
    return transaction
        .createQuery(
            """
            SELECT nickname FROM device
            WHERE setting_id = :setting AND device_id = :device AND banned_at IS NULL
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .mapTo(String.class)
        .findOne();
  }

  /** One laptop; empty where the setting has none of that id. */
  public Optional<Laptop> laptop(SettingId setting, DeviceId device) {
    return database.inTransaction(transaction -> laptop(transaction, setting, device));
  }

  /** Like {@link #laptop(SettingId, DeviceId)}, within the caller's transaction. */
  public Optional<Laptop> laptop(Transaction transaction, SettingId setting, DeviceId device) {
    return transaction
        .createQuery(
            """
            SELECT * FROM device
            WHERE setting_id = :setting AND device_id = :device AND banned_at IS NULL
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .map((row, context) -> laptop(row))
        .findOne();
  }

  /**
   * Gives a laptop another nickname.
   *
   * @param nickname 1 to 64 characters
   * @return false where the setting has no such laptop
   */
  public boolean rename(SettingId setting, DeviceId device, String nickname) {
    if (nickname.isBlank() || nickname.length() > 64) {
      throw new IllegalArgumentException("A nickname has 1 to 64 characters.");
    }
    return changed(
        "UPDATE device SET nickname = :value WHERE setting_id = :setting AND device_id = :device",
        setting,
        device,
        nickname);
  }

  /**
   * Says where a laptop is used.
   *
   * @param room at most 64 characters; empty: nobody says
   * @return false where the setting has no such laptop
   */
  public boolean setRoom(SettingId setting, DeviceId device, String room) {
    if (room.length() > 64) {
      throw new IllegalArgumentException("A room has at most 64 characters.");
    }
    return changed(
        "UPDATE device SET room = :value WHERE setting_id = :setting AND device_id = :device",
        setting,
        device,
        room);
  }

  /**
   * Lets a laptop that waits for it come back: its next renewal is answered.
   *
   * @return false where the setting has no such laptop that waits
   */
  public boolean approveReturn(SettingId setting, DeviceId device, Instant at) {
    return changed(
        """
        UPDATE device SET return_approved_at = :value
        WHERE setting_id = :setting AND device_id = :device AND return_asked_at IS NOT NULL AND banned_at IS NULL
        """,
        setting,
        device,
        at);
  }

  /**
   * Refuses a laptop for ever. Its streams are ended by whoever calls this.
   *
   * @return false where the setting has no such laptop, or it was banned before
   */
  public boolean ban(SettingId setting, DeviceId device, Instant at) {
    return changed(
        """
        UPDATE device SET banned_at = :value
        WHERE setting_id = :setting AND device_id = :device AND banned_at IS NULL
        """,
        setting,
        device,
        at);
  }

  /**
   * "This is Blue Room again": the newer enrolment takes over nickname, rules and history of the
   * earlier one, which is retired.
   *
   * @param device the newer enrolment, whose {@code sameAs} names the earlier one
   * @return the retired laptop, whose streams the caller ends; empty where there was nothing to
   *     confirm
   */
  public Optional<DeviceId> confirmSame(SettingId setting, DeviceId device, Instant at) {
    return database.durably(
        transaction -> {
          Optional<UUID> earlier =
              transaction
                  .createQuery(
                      """
                      SELECT same_as FROM device
                      WHERE setting_id = :setting AND device_id = :device AND banned_at IS NULL
                        AND same_as IS NOT NULL
                      FOR UPDATE
                      """)
                  .bind("setting", setting.value())
                  .bind("device", device.value())
                  .mapTo(UUID.class)
                  .findOne();
          earlier.ifPresent(
              old -> {
                LaptopCountStore.of(transaction, setting, device);
                LaptopCountStore.of(transaction, setting, new DeviceId(old));
                replace(transaction, setting, device, old, at);
              });
          return earlier.map(DeviceId::new);
        });
  }

  private static void replace(
      Transaction transaction, SettingId setting, DeviceId device, UUID old, Instant at) {
    for (String statement :
        List.of(
            """
            UPDATE device SET same_as = NULL,
              nickname = (SELECT o.nickname FROM device o WHERE o.setting_id = :setting AND o.device_id = :old),
              room = (SELECT o.room FROM device o WHERE o.setting_id = :setting AND o.device_id = :old)
            WHERE setting_id = :setting AND device_id = :device
            """,
            """
            DELETE FROM device_rule WHERE setting_id = :setting AND device_id = :device
              AND EXISTS (SELECT 1 FROM device_rule o WHERE o.setting_id = :setting AND o.device_id = :old)
            """,
            """
            INSERT INTO device_rule (device_id, rule, setting_id, stage, changed_at, changed_by, why)
            SELECT :device, rule, setting_id, stage, changed_at, changed_by, why
            FROM device_rule WHERE setting_id = :setting AND device_id = :old
            """,
            """
            UPDATE device SET banned_at = COALESCE(banned_at, :at), same_as = NULL
            WHERE setting_id = :setting AND device_id = :old
            """,
            """
            UPDATE device SET replaced_by = :device
            WHERE setting_id = :setting AND (device_id = :old OR replaced_by = :old)
            """)) {
      transaction
          .createUpdate(statement)
          .bind("setting", setting.value())
          .bind("device", device.value())
          .bind("old", old)
          .bind("at", at)
          .execute();
    }
  }

  /**
   * "No, this is another laptop": both stay as they are.
   *
   * @return false where there was nothing to decide
   */
  public boolean keepApart(SettingId setting, DeviceId device) {
    return database.inTransaction(
        transaction -> {
          LaptopCountStore.of(transaction, setting, device);
          return transaction
                  .createUpdate(
                      """
                      UPDATE device SET same_as = NULL
                      WHERE setting_id = :setting AND device_id = :device AND same_as IS NOT NULL
                      """)
                  .bind("setting", setting.value())
                  .bind("device", device.value())
                  .execute()
              == 1;
        });
  }

  /**
   * Notes who uses a laptop.
   *
   * @param user the person; empty: nobody in particular
   * @return false where the setting has no such laptop
   */
  public boolean setUser(
      Transaction transaction, SettingId setting, DeviceId device, Optional<UUID> user) {
    return transaction
            .createUpdate(
                """
                UPDATE device SET used_by = CAST(:user AS UUID)
                WHERE setting_id = :setting AND device_id = :device AND banned_at IS NULL
                """)
            .bind("user", user.map(UUID::toString).orElse(null))
            .bind("setting", setting.value())
            .bind("device", device.value())
            .execute()
        == 1;
  }

  /**
   * Forgets that a person uses laptops of a setting.
   *
   * @return how many they were
   */
  public int clearUser(Transaction transaction, SettingId setting, UUID user) {
    return transaction
        .createUpdate(
            "UPDATE device SET used_by = NULL WHERE setting_id = :setting AND used_by = :user")
        .bind("setting", setting.value())
        .bind("user", user)
        .execute();
  }

  private boolean changed(String statement, SettingId setting, DeviceId device, Object value) {
    return database.durably(
        transaction -> {
          LaptopCountStore.of(transaction, setting, device);
          return transaction
                  .createUpdate(statement)
                  .bind("setting", setting.value())
                  .bind("device", device.value())
                  .bind("value", value)
                  .execute()
              == 1;
        });
  }

  private Laptop laptop(ResultSet row) throws SQLException {
    DeviceId id = new DeviceId(Columns.uuid(row, "device_id"));
    Optional<Presence.Seen> seen = presence.of(id);
    return new Laptop(
        id,
        new SettingId(Columns.uuid(row, "setting_id")),
        row.getString("nickname"),
        row.getString("room"),
        row.getString("make"),
        row.getString("model"),
        row.getString("serial"),
        row.getString("system_name"),
        row.getString("system_version"),
        row.getString("agent_version"),
        Columns.instant(row, "enrolled_at"),
        Presence.later(
            Columns.maybeInstant(row, "last_seen_at"), seen.flatMap(Presence.Seen::lastSeenAt)),
        Presence.later(
            Columns.maybeInstant(row, "findings_proved_at"),
            seen.flatMap(Presence.Seen::findingsProvedAt)),
        presence.isConnected(id),
        Columns.maybeUuid(row, "same_as").map(DeviceId::new),
        Columns.maybeInstant(row, "return_approved_at").isPresent()
            ? Optional.empty()
            : Columns.maybeInstant(row, "return_asked_at"),
        Columns.maybeUuid(row, "used_by"),
        Care.of(row.getString("care")));
  }
}
