package io.stairgate.console.device;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * What happened on one laptop and on those it replaced, of all kinds, newest first. It names no
 * person: not who was signed in, not who asked, not a word of what somebody reported; and nothing
 * that says when somebody worked: no start, no stop, no sign of life. Any thread may use it.
 */
public final class LaptopTimelineStore {
  private final Database database;

  public LaptopTimelineStore(Database database) {
    this.database = database;
  }

  /** What kind of thing happened. */
  public enum Kind {
    /** A medium came or went: {@code what} is the action, {@code subject} its kind and name. */
    MEDIUM,
    /** An alert was raised: {@code subject} is its id. */
    ALERT,
    /** Others changed what a rule asks for: {@code subject} is the rule. */
    DRIFT,
    /** The state of a rule changed: {@code subject} is the rule, {@code what} the state. */
    CHANGE,
    /** The laptop got new rules: {@code what} is their number. */
    POLICY,
    /** Somebody reported something. */
    CONCERN,
    /** Some of its notes are missing. */
    GAP
  }

  /**
   * One thing that happened.
   *
   * @param kind what kind of thing
   * @param at when; by the laptop's clock, for alerts and rules by the console's
   * @param subject as the kind says; may be empty
   * @param what as the kind says; may be empty
   * @param detail one more word; may be empty
   */
  public record Happening(Kind kind, Instant at, String subject, String what, String detail) {}

  /**
   * What happened.
   *
   * @param before only what happened before that time
   * @param limit how many of each kind at most, 1 to 1000
   */
  public List<Happening> happenings(SettingId setting, DeviceId laptop, Instant before, int limit) {
    return database.inTransaction(
        tx -> {
          List<Happening> all = new ArrayList<>();
          List<UUID> devices = DeviceStore.lineage(tx, laptop);
          for (Source source : SOURCES) {
            all.addAll(read(tx, source, setting, devices, before, limit));
          }
          all.sort(
              Comparator.comparing(Happening::at)
                  .reversed()
                  .thenComparing(Happening::kind)
                  .thenComparing(Happening::subject));
          return all;
        });
  }

  private record Source(Kind kind, String sql) {}

  /** Each is read by an index of its own, backwards from the time, and stops when it has enough. */
  private static final List<Source> SOURCES =
      List.of(
          new Source(
              Kind.MEDIUM,
              """
              SELECT t.occurred_at AS at, s.kind AS subject, t.action AS what, s.name AS detail
              FROM stick_sighting t JOIN stick s ON s.stick_id = t.stick_id
              WHERE t.setting_id = :setting AND t.device_id IN (<devices>) AND t.occurred_at < :before
              ORDER BY t.occurred_at DESC
              """),
          new Source(
              Kind.ALERT,
              """
              SELECT t.raised_at AS at, CAST(t.alert_id AS VARCHAR(36)) AS subject, t.kind AS what,
                '' AS detail
              FROM alert t
              WHERE t.setting_id = :setting AND t.device_id IN (<devices>) AND t.raised_at < :before
                AND t.kind NOT IN ('concern', 'password-known', 'laptop-lost')
              ORDER BY t.raised_at DESC
              """),
          new Source(
              Kind.DRIFT,
              """
              SELECT t.occurred_at AS at, t.rule AS subject, t.what AS what,
                CASE WHEN t.put_back THEN 'put-back' ELSE '' END AS detail
              FROM drift t
              WHERE t.setting_id = :setting AND t.device_id IN (<devices>) AND t.occurred_at < :before
              ORDER BY t.occurred_at DESC
              """),
          new Source(
              Kind.CHANGE,
              """
              SELECT t.changed_at AS at, t.rule AS subject, t.state AS what, t.sentence AS detail
              FROM finding_change t
              WHERE t.setting_id = :setting AND t.device_id IN (<devices>) AND t.changed_at < :before
              ORDER BY t.changed_at DESC
              """),
          new Source(
              Kind.POLICY,
              """
              SELECT t.made_at AS at, '' AS subject, CAST(t.number AS VARCHAR(20)) AS what,
                '' AS detail
              FROM policy t
              WHERE t.setting_id = :setting AND t.device_id IN (<devices>) AND t.made_at < :before
              ORDER BY t.made_at DESC
              """),
          new Source(
              Kind.CONCERN,
              """
              SELECT t.reported_at AS at, '' AS subject, '' AS what, '' AS detail
              FROM concern t
              WHERE t.setting_id = :setting AND t.device_id IN (<devices>) AND t.reported_at < :before
              ORDER BY t.reported_at DESC
              """),
          new Source(
              Kind.GAP,
              """
              SELECT t.noticed_at AS at, '' AS subject, t.reason AS what, '' AS detail
              FROM journal_gap t
              WHERE t.setting_id = :setting AND t.device_id IN (<devices>) AND t.noticed_at < :before
                AND t.reason <> 'coalesced'
              ORDER BY t.noticed_at DESC
              """));

  private static List<Happening> read(
      Transaction tx,
      Source source,
      SettingId setting,
      List<UUID> devices,
      Instant before,
      int limit) {
    return tx.createQuery(source.sql() + "FETCH FIRST :limit ROWS ONLY")
        .bind("setting", setting.value())
        .bindList("devices", devices)
        .bind("before", before)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new Happening(
                    source.kind(),
                    Columns.instant(row, "at"),
                    row.getString("subject"),
                    row.getString("what"),
                    row.getString("detail")))
        .list();
  }
}
