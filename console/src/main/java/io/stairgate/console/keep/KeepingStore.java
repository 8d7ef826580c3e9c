package io.stairgate.console.keep;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What settings decided about keeping, what is held, and who thins now. Any thread may use it.
 *
 * <p>Over 300 lines because lengths, holds, claims and numbers are read within the same
 * transactions.
 */
public final class KeepingStore {
  /** Two consoles' clocks may be this far apart. */
  private static final Duration APART = Duration.ofDays(1);

  private final Database database;

  /** Reads and writes there. */
  public KeepingStore(Database database) {
    this.database = database;
  }

  /** How long a setting keeps each kind, in the order of {@link Kept}. */
  public List<Length> lengths(SettingId setting) {
    return database.inTransaction(tx -> lengths(tx, setting));
  }

  List<Length> lengths(Transaction tx, SettingId setting) {
    Map<Kept, Length> own = new EnumMap<>(Kept.class);
    tx.createQuery("SELECT * FROM keeping WHERE setting_id = :setting")
        .bind("setting", setting.value())
        .map((row, context) -> length(row))
        .forEach(each -> each.ifPresent(length -> own.put(length.kind(), length)));
    List<Length> all = new ArrayList<>();
    for (Kept kind : Kept.values()) {
      all.add(own.getOrDefault(kind, new Length(kind, kind.suggested(), Optional.empty())));
    }
    return List.copyOf(all);
  }

  private static Optional<Length> length(ResultSet row) throws SQLException {
    Optional<Kept> kind = Kept.of(row.getString("kind"));
    int amount = row.getInt("amount");
    Length.Own own =
        new Length.Own(
            row.getString("reason"),
            row.getString("changed_by_name"),
            Columns.instant(row, "changed_at"));
    // A version with other bounds may have written it: what is nearest to what was wanted holds.
    return kind.map(
        each -> new Length(each, Math.clamp(amount, each.least(), each.most()), Optional.of(own)));
  }

  /** A setting keeps something for this long from now on. */
  void put(Transaction tx, SettingId setting, Length length, Actor by) {
    Length.Own own = length.own().orElseThrow();
    remove(tx, setting, length.kind());
    tx.createUpdate(
            """
            INSERT INTO keeping
              (setting_id, kind, amount, reason, changed_by, changed_by_name, changed_at)
            VALUES (:setting, :kind, :amount, :reason, CAST(:by AS UUID), :name, :at)
            """)
        .bind("setting", setting.value())
        .bind("kind", length.kind().code())
        .bind("amount", length.amount())
        .bind("reason", own.reason())
        .bind("by", by.id().map(UUID::toString).orElse(null))
        .bind("name", own.by())
        .bind("at", own.at())
        .execute();
  }

  /** A setting follows the suggestion again. */
  void remove(Transaction tx, SettingId setting, Kept kind) {
    tx.createUpdate("DELETE FROM keeping WHERE setting_id = :setting AND kind = :kind")
        .bind("setting", setting.value())
        .bind("kind", kind.code())
        .execute();
  }

  /** Every hold of a setting, newest first, at most 500. */
  public List<Hold> holds(SettingId setting) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT * FROM legal_hold WHERE setting_id = :setting
                    ORDER BY made_at DESC, hold_id FETCH FIRST 500 ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .map((row, context) -> hold(row))
                .list());
  }

  /** One hold; empty where the setting has none of that id. */
  Optional<Hold> hold(Transaction tx, SettingId setting, UUID id) {
    return tx.createQuery("SELECT * FROM legal_hold WHERE setting_id = :setting AND hold_id = :id")
        .bind("setting", setting.value())
        .bind("id", id)
        .map((row, context) -> hold(row))
        .findOne();
  }

  private static Hold hold(ResultSet row) throws SQLException {
    Optional<Instant> ended = Columns.maybeInstant(row, "ended_at");
    String by = row.getString("ended_by_name");
    String word = row.getString("ended_word");
    return new Hold(
        Columns.uuid(row, "hold_id"),
        Columns.maybeUuid(row, "device_id").map(DeviceId::new),
        row.getString("reason"),
        row.getString("made_by_name"),
        Columns.instant(row, "made_at"),
        ended.map(at -> new Hold.Ended(by, at, word)));
  }

  void add(Transaction tx, SettingId setting, Hold hold, Actor by) {
    tx.createUpdate(
            """
            INSERT INTO legal_hold
              (hold_id, setting_id, device_id, reason, made_by, made_by_name, made_at,
               ended_by_name, ended_word)
            VALUES (:id, :setting, CAST(:device AS UUID), :reason, CAST(:by AS UUID), :name, :at,
                    '', '')
            """)
        .bind("id", hold.id())
        .bind("setting", setting.value())
        .bind("device", hold.laptop().map(DeviceId::toString).orElse(null))
        .bind("reason", hold.reason())
        .bind("by", by.id().map(UUID::toString).orElse(null))
        .bind("name", hold.by())
        .bind("at", hold.at())
        .execute();
  }

  void end(Transaction tx, SettingId setting, UUID id, Hold.Ended ended, Actor by) {
    tx.createUpdate(
            """
            UPDATE legal_hold
            SET ended_by = CAST(:by AS UUID), ended_by_name = :name, ended_at = :at,
                ended_word = :word
            WHERE setting_id = :setting AND hold_id = :id AND ended_at IS NULL
            """)
        .bind("setting", setting.value())
        .bind("id", id)
        .bind("by", by.id().map(UUID::toString).orElse(null))
        .bind("name", ended.by())
        .bind("at", ended.at())
        .bind("word", ended.word())
        .execute();
  }

  /** Whether the whole setting is held. */
  boolean wholeSettingHeld(Transaction tx, SettingId setting) {
    return held(tx, setting, "device_id IS NULL");
  }

  /** Whether a laptop is held. */
  boolean laptopHeld(Transaction tx, SettingId setting, DeviceId laptop) {
    return tx.createQuery(
                """
                SELECT COUNT(*) FROM legal_hold
                WHERE setting_id = :setting AND device_id = :laptop AND ended_at IS NULL
                """)
            .bind("setting", setting.value())
            .bind("laptop", laptop.value())
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /** Whether anything of a setting is held. */
  boolean anythingHeld(Transaction tx, SettingId setting) {
    return held(tx, setting, "1 = 1");
  }

  private static boolean held(Transaction tx, SettingId setting, String which) {
    return tx.createQuery(
                """
                SELECT COUNT(*) FROM legal_hold
                WHERE setting_id = :setting AND ended_at IS NULL AND %s
                """
                    .formatted(which))
            .bind("setting", setting.value())
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /**
   * Takes a setting's thinning of a day, where no console has it, it is not done and the last one
   * is not too long ago. A day or a lease that is still to come is a clock's that was put right
   * since: it holds nothing up.
   *
   * @param node the console
   * @param day the setting's own day
   * @param since the last thinning, or the setting's first day, was not before this day
   * @param now for the lease
   * @return whether this console has it now
   */
  boolean claim(
      SettingId setting, String node, LocalDate day, LocalDate since, Instant now, Duration lease) {
    return database.inTransaction(
        tx -> {
          var _ =
              tx.createUpdate(
                      database
                          .dialect()
                          .insertIfAbsent(
                              "thinning",
                              List.of("setting_id", "claimed_by", "removed"),
                              List.of("setting_id")))
                  .bind("setting_id", setting.value())
                  .bind("claimed_by", "")
                  .bind("removed", 0)
                  .execute();
          return tx.createUpdate(
                      """
                      UPDATE thinning SET claimed_by = :node, claimed_until = :until
                      WHERE setting_id = :setting
                        AND (done_day IS NULL OR done_day < :day OR done_day > :tomorrow)
                        AND (claimed_until IS NULL OR claimed_until <= :now
                          OR claimed_until > :leased)
                        AND COALESCE(done_day, (
                          SELECT CAST(created_at AS DATE) FROM setting
                          WHERE setting.setting_id = thinning.setting_id)) >= :since
                      """)
                  .bind("setting", setting.value())
                  .bind("tomorrow", day.plusDays(1))
                  .bind("leased", now.plus(lease).plus(APART))
                  .bind("since", since)
                  .bind("node", node)
                  .bind("until", now.plus(lease))
                  .bind("day", day)
                  .bind("now", now)
                  .execute()
              == 1;
        });
  }

  /** Whether this console still has it; then it has it for another lease. */
  boolean goOn(Transaction tx, SettingId setting, String node, Instant now, Duration lease) {
    return tx.createUpdate(
                """
                UPDATE thinning SET claimed_until = :until
                WHERE setting_id = :setting AND claimed_by = :node AND claimed_until IS NOT NULL
                """)
            .bind("setting", setting.value())
            .bind("node", node)
            .bind("until", now.plus(lease))
            .execute()
        == 1;
  }

  /** A setting's thinning of a day is done. */
  void done(SettingId setting, String node, LocalDate day, long removed) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE thinning
                    SET done_day = :day, claimed_by = '', claimed_until = NULL, removed = :removed
                    WHERE setting_id = :setting AND claimed_by = :node
                    """)
                .bind("setting", setting.value())
                .bind("node", node)
                .bind("day", day)
                .bind("removed", removed)
                .execute());
  }

  /** The last day a setting was thinned; empty: never. */
  public Optional<LocalDate> thinnedOn(SettingId setting) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT done_day FROM thinning
                    WHERE setting_id = :setting AND done_day IS NOT NULL
                    """)
                .bind("setting", setting.value())
                .mapTo(LocalDate.class)
                .findOne());
  }

  /** Adds to what is left of things that were removed. */
  void count(Transaction tx, SettingId setting, LocalDate month, String what, long amount) {
    var _ =
        tx.createUpdate(
                database
                    .dialect()
                    .insertIfAbsent(
                        "kept_count",
                        List.of("setting_id", "in_month", "what", "amount"),
                        List.of("setting_id", "in_month", "what")))
            .bind("setting_id", setting.value())
            .bind("in_month", month)
            .bind("what", what)
            .bind("amount", 0L)
            .execute();
    tx.createUpdate(
            """
            UPDATE kept_count SET amount = amount + :amount
            WHERE setting_id = :setting AND in_month = :in_month AND what = :what
            """)
        .bind("setting", setting.value())
        .bind("in_month", month)
        .bind("what", what)
        .bind("amount", amount)
        .execute();
  }

  /**
   * A number that is left.
   *
   * @param month its first day
   * @param what for example {@code stick:blocked}
   * @param amount how many
   */
  public record Count(LocalDate month, String what, long amount) {}

  /** The numbers that are left, newest month first, at most 5,000. */
  public List<Count> counts(SettingId setting) {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT in_month, what, amount FROM kept_count WHERE setting_id = :setting
                    ORDER BY setting_id DESC, in_month DESC, what FETCH FIRST 5000 ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .map(
                    (row, context) ->
                        new Count(
                            row.getDate("in_month").toLocalDate(),
                            row.getString("what"),
                            row.getLong("amount")))
                .list());
  }
}
