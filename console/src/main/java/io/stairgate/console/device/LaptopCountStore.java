package io.stairgate.console.device;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The laptops that one transaction changed, summed up at its end: each laptop's causes and its
 * setting's counts are written with what they are made of or not at all. Laptops and settings are
 * taken in one order, so that consoles that share a database never wait for each other in a circle.
 * One thread, as the transaction.
 *
 * <p>Over 300 lines because what is counted stands with how it is written.
 */
final class LaptopCountStore {
  private record Key(SettingId setting, DeviceId device) {}

  /** What a laptop told of a rule. */
  private record Told(String state, String reason, String stage) {
    boolean met() {
      return state.equals("met");
    }
  }

  /**
   * What a complete check left, so that it need not be read again.
   *
   * @param told by rule, as it is now
   * @param proved the newest proof that was written; empty where none was
   */
  private record After(Map<String, Told> told, Optional<Instant> proved) {}

  private record Row(Care care, boolean banned, boolean asksToReturn, boolean mayBeTwice) {}

  private final Transaction transaction;
  private final Map<Key, Map<String, Told>> before =
      new TreeMap<>(
          Comparator.comparing((Key key) -> key.device().toString())
              .thenComparing(key -> key.setting().toString()));
  private final Map<Key, After> after = new HashMap<>();
  private final Map<SettingId, Counts> counts =
      new TreeMap<>(Comparator.comparing(SettingId::toString));

  private LaptopCountStore(Transaction transaction) {
    this.transaction = transaction;
  }

  /**
   * A laptop is about to be changed: called before the change, so that what was counted can be
   * taken back. Whoever else is about to count this laptop is waited for before anything is read:
   * else both would take back the same.
   */
  static void of(Transaction transaction, SettingId setting, DeviceId device) {
    LaptopCountStore all = all(transaction);
    Key key = new Key(setting, device);
    all.after.remove(key);
    all.before.computeIfAbsent(
        key,
        each -> {
          var _ = all.row(each);
          return all.told(each);
        });
  }

  /**
   * A complete check changed what is proved of a laptop. Who calls has read and written it, so
   * nothing is read again.
   *
   * @param before all that was proved of it before this check
   * @param now all that is proved of it now
   * @param proved the newest proof that was written; empty where none was
   */
  static void checked(
      Transaction transaction,
      SettingId setting,
      DeviceId device,
      Collection<Finding> before,
      Collection<Finding> now,
      Optional<Instant> proved) {
    LaptopCountStore all = all(transaction);
    Key key = new Key(setting, device);
    all.before.computeIfAbsent(key, each -> told(before));
    After earlier = all.after.get(key);
    all.after.put(
        key,
        new After(
            told(now),
            Presence.later(proved, earlier == null ? Optional.empty() : earlier.proved())));
  }

  private static LaptopCountStore all(Transaction transaction) {
    return transaction.gathered(
        LaptopCountStore.class, () -> new LaptopCountStore(transaction), LaptopCountStore::write);
  }

  private static Map<String, Told> told(Collection<Finding> findings) {
    Map<String, Told> told = new HashMap<>();
    findings.forEach(
        each -> told.put(each.rule(), new Told(each.state(), each.reason(), each.stage())));
    return told;
  }

  private Map<String, Told> told(Key key) {
    Map<String, Told> told = new HashMap<>();
    transaction
        .createQuery(
            """
            SELECT rule, state, reason, stage FROM finding
            WHERE setting_id = :setting AND device_id = :device
            """)
        .bind("setting", key.setting().value())
        .bind("device", key.device().value())
        .map(
            (row, context) ->
                Map.entry(
                    row.getString("rule"),
                    new Told(
                        row.getString("state"), row.getString("reason"), row.getString("stage"))))
        .forEach(each -> told.put(each.getKey(), each.getValue()));
    return told;
  }

  private void write() {
    before.forEach(this::sumUp);
    counts.forEach((setting, each) -> each.write(transaction, setting));
  }

  private void sumUp(Key key, Map<String, Told> earlier) {
    Optional<Row> found = row(key);
    if (found.isEmpty()) {
      return;
    }
    Row row = found.get();
    After checked = after.containsKey(key) ? after.get(key) : new After(told(key), proved(key));
    Map<String, Told> now = row.banned() ? Map.of() : checked.told();
    Set<Cause> causes = causes(row, now);
    Care care = care(row, now, causes);
    Counts its = counts.computeIfAbsent(key.setting(), id -> new Counts());
    its.take(row.care(), -1);
    its.take(care, 1);
    if (row.care().counts()) {
      earlier.forEach((rule, told) -> its.rule(rule, -1, told.met() ? -1 : 0));
    }
    now.forEach((rule, told) -> its.rule(rule, 1, told.met() ? 1 : 0));
    its.proved = Presence.later(its.proved, row.banned() ? Optional.empty() : checked.proved());
    writeCauses(key, causes, its, row.care().counts());
    transaction
        .createUpdate(
            """
            UPDATE device SET care = :care, things = :things
            WHERE setting_id = :setting AND device_id = :device
            """)
        .bind("care", care.code())
        .bind("things", causes.size())
        .bind("setting", key.setting().value())
        .bind("device", key.device().value())
        .execute();
  }

  private Optional<Instant> proved(Key key) {
    return transaction
        .createQuery(
            """
            SELECT MAX(proved_at) AS proved_at FROM finding
            WHERE setting_id = :setting AND device_id = :device
            """)
        .bind("setting", key.setting().value())
        .bind("device", key.device().value())
        .map((row, context) -> Columns.maybeInstant(row, "proved_at"))
        .one();
  }

  /** The row, which nobody else changes until this transaction ends. */
  private Optional<Row> row(Key key) {
    return transaction
        .createQuery(
            """
            SELECT care, banned_at, same_as, return_asked_at, return_approved_at FROM device
            WHERE setting_id = :setting AND device_id = :device
            FOR UPDATE
            """)
        .bind("setting", key.setting().value())
        .bind("device", key.device().value())
        .map(
            (row, context) ->
                new Row(
                    Care.of(row.getString("care")),
                    Columns.maybeInstant(row, "banned_at").isPresent(),
                    Columns.maybeInstant(row, "return_asked_at").isPresent()
                        && Columns.maybeInstant(row, "return_approved_at").isEmpty(),
                    Columns.maybeUuid(row, "same_as").isPresent()))
        .findOne();
  }

  private static Set<Cause> causes(Row row, Map<String, Told> now) {
    Set<Cause> causes = new HashSet<>();
    if (row.banned()) {
      return causes;
    }
    if (row.asksToReturn()) {
      causes.add(new Cause(Cause.Kind.RETURN, ""));
    }
    if (row.mayBeTwice()) {
      causes.add(new Cause(Cause.Kind.SAME, ""));
    }
    now.forEach(
        (rule, told) ->
            Cause.of(rule, told.state(), told.reason(), told.stage()).ifPresent(causes::add));
    return causes;
  }

  private static Care care(Row row, Map<String, Told> now, Set<Cause> causes) {
    if (row.banned()) {
      return Care.GONE;
    }
    if (!causes.isEmpty()) {
      return Care.ATTENTION;
    }
    return now.isEmpty() ? Care.FIRST_CHECK : Care.FINE;
  }

  private void writeCauses(Key key, Set<Cause> causes, Counts its, boolean counted) {
    Set<Cause> known = known(key);
    for (Cause cause : known) {
      if (counted) {
        its.cause(cause, -1);
      }
      if (!causes.contains(cause)) {
        write(
            """
            DELETE FROM laptop_cause
            WHERE setting_id = :setting AND device_id = :device AND cause = :cause AND rule = :rule
            """,
            key,
            cause);
      }
    }
    for (Cause cause : causes) {
      its.cause(cause, 1);
      if (!known.contains(cause)) {
        write(
            """
            INSERT INTO laptop_cause (device_id, cause, rule, setting_id)
            VALUES (:device, :cause, :rule, :setting)
            """,
            key,
            cause);
      }
    }
  }

  private void write(String statement, Key key, Cause cause) {
    transaction
        .createUpdate(statement)
        .bind("setting", key.setting().value())
        .bind("device", key.device().value())
        .bind("cause", cause.kind().code())
        .bind("rule", cause.rule())
        .execute();
  }

  private Set<Cause> known(Key key) {
    Set<Cause> causes = new HashSet<>();
    transaction
        .createQuery(
            """
            SELECT cause, rule FROM laptop_cause
            WHERE setting_id = :setting AND device_id = :device
            """)
        .bind("setting", key.setting().value())
        .bind("device", key.device().value())
        .map(
            (row, context) ->
                new Cause(
                    Cause.Kind.of(row.getString("cause")).orElse(Cause.Kind.UNKNOWN),
                    row.getString("rule")))
        .forEach(causes::add);
    return causes;
  }

  /** By how much the counts of a setting change. */
  private static final class Counts {
    private int laptops;
    private int firstCheck;
    private int attention;
    private Optional<Instant> proved = Optional.empty();
    private final Map<Cause, Integer> causes = new HashMap<>();
    private final Map<String, int[]> rules = new HashMap<>();

    void take(Care care, int by) {
      laptops += care.counts() ? by : 0;
      firstCheck += care == Care.FIRST_CHECK ? by : 0;
      attention += care == Care.ATTENTION ? by : 0;
    }

    void cause(Cause cause, int by) {
      causes.merge(cause, by, Integer::sum);
    }

    void rule(String rule, int told, int met) {
      int[] its = rules.computeIfAbsent(rule, id -> new int[2]);
      its[0] += told;
      its[1] += met;
    }

    void write(Transaction tx, SettingId setting) {
      UUID id = setting.value();
      lock(tx, id);
      causes.forEach((cause, by) -> cause(tx, id, cause, by));
      rules.forEach((rule, by) -> rule(tx, id, rule, by[0], by[1]));
    }

    /** Changes the setting's own row, and with that keeps others from its counts until the end. */
    private void lock(Transaction tx, UUID setting) {
      int done =
          tx.createUpdate(
                  """
                  UPDATE setting_summary SET laptops = laptops + :laptops,
                    first_check = first_check + :first, attention = attention + :attention,
                    checked_at = CASE
                      WHEN checked_at IS NULL OR checked_at < CAST(:at AS TIMESTAMP WITH TIME ZONE)
                      THEN CAST(:at AS TIMESTAMP WITH TIME ZONE) ELSE checked_at END
                  WHERE setting_id = :setting
                  """)
              .bind("laptops", laptops)
              .bind("first", firstCheck)
              .bind("attention", attention)
              .bind("at", proved.orElse(null))
              .bind("setting", setting)
              .execute();
      if (done == 0) {
        // Two at once: the second waits for the first, is refused by the key, and runs again.
        tx.createUpdate(
                """
                INSERT INTO setting_summary (setting_id, laptops, first_check, attention, checked_at)
                VALUES (:setting, :laptops, :first, :attention, CAST(:at AS TIMESTAMP WITH TIME ZONE))
                """)
            .bind("setting", setting)
            .bind("laptops", laptops)
            .bind("first", firstCheck)
            .bind("attention", attention)
            .bind("at", proved.orElse(null))
            .execute();
      }
    }

    private static void cause(Transaction tx, UUID setting, Cause cause, int by) {
      if (by == 0) {
        return;
      }
      int done =
          tx.createUpdate(
                  """
                  UPDATE cause_count SET laptops = laptops + :by
                  WHERE setting_id = :setting AND cause = :cause AND rule = :rule
                  """)
              .bind("by", by)
              .bind("setting", setting)
              .bind("cause", cause.kind().code())
              .bind("rule", cause.rule())
              .execute();
      tx.createUpdate(
              done == 0
                  ? """
                  INSERT INTO cause_count (setting_id, cause, rule, laptops)
                  VALUES (:setting, :cause, :rule, :by)
                  """
                  : """
                  DELETE FROM cause_count
                  WHERE setting_id = :setting AND cause = :cause AND rule = :rule
                    AND laptops <= 0 AND :by < 0
                  """)
          .bind("by", by)
          .bind("setting", setting)
          .bind("cause", cause.kind().code())
          .bind("rule", cause.rule())
          .execute();
    }

    private static void rule(Transaction tx, UUID setting, String rule, int told, int met) {
      if (told == 0 && met == 0) {
        return;
      }
      int done =
          tx.createUpdate(
                  """
                  UPDATE rule_count SET told = told + :told, met = met + :met
                  WHERE setting_id = :setting AND rule = :rule
                  """)
              .bind("told", told)
              .bind("met", met)
              .bind("setting", setting)
              .bind("rule", rule)
              .execute();
      if (done == 0) {
        tx.createUpdate(
                """
                INSERT INTO rule_count (setting_id, rule, told, met)
                VALUES (:setting, :rule, :told, :met)
                """)
            .bind("told", told)
            .bind("met", met)
            .bind("setting", setting)
            .bind("rule", rule)
            .execute();
      }
    }
  }
}
