package io.stairgate.console.notify;

import io.stairgate.console.alert.AlertPlanStore;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * How far the planner is with each setting. Whoever holds the lock of a setting's row plans for it;
 * other consoles wait and then find it done. Any thread may use it.
 */
final class PlanStore {
  private final Database database;
  private final String insert;

  PlanStore(Database database) {
    this.database = database;
    this.insert =
        database
            .dialect()
            .insertIfAbsent(
                "notify_plan",
                List.of("setting_id", "next_at", "quiet_weeks"),
                List.of("setting_id"));
  }

  /**
   * How far the planner is with a setting.
   *
   * @param digestWeek Monday of the last week whose list was decided
   * @param quietWeeks lists left out in a row
   * @param unseenDay the last day it looked for laptops that were not seen
   * @param termEnd the last day of the term whose tasks were given out last
   * @param silentSince told that everything is silent since then
   * @param nextAt when it looks at the setting next
   */
  record State(
      Optional<LocalDate> digestWeek,
      int quietWeeks,
      Optional<LocalDate> unseenDay,
      Optional<LocalDate> termEnd,
      Optional<Instant> silentSince,
      Instant nextAt) {
    /** The same, with the list of a week decided. */
    State decided(LocalDate week, int quiet) {
      return new State(Optional.of(week), quiet, unseenDay, termEnd, silentSince, nextAt);
    }

    /** The same, with laptops looked for on a day. */
    State looked(LocalDate day) {
      return new State(digestWeek, quietWeeks, Optional.of(day), termEnd, silentSince, nextAt);
    }

    /** The same, with the tasks of a term given out. */
    State given(LocalDate end) {
      return new State(digestWeek, quietWeeks, unseenDay, Optional.of(end), silentSince, nextAt);
    }

    /** The same, with silence or none, and when it looks next. */
    State silent(Optional<Instant> since, Instant next) {
      return new State(digestWeek, quietWeeks, unseenDay, termEnd, since, next);
    }
  }

  /** The settings for which something may have to be planned, a new setting among them. */
  List<SettingId> due(Instant now) {
    return database.inTransaction(
        tx -> {
          Set<SettingId> all = new LinkedHashSet<>(AlertPlanStore.settings(tx, now));
          Stream.of(
                  """
                  SELECT setting_id FROM notify_plan WHERE next_at <= :now
                  """,
                  """
                  SELECT s.setting_id FROM setting s
                  WHERE CAST(:now AS TIMESTAMP WITH TIME ZONE) IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM notify_plan p WHERE p.setting_id = s.setting_id)
                  """,
                  """
                  SELECT DISTINCT setting_id FROM notification
                  WHERE state IN ('waiting', 'failed') AND due_until <= :now
                  """)
              .forEach(
                  sql ->
                      tx.createQuery(sql).bind("now", now).mapTo(UUID.class).list().stream()
                          .map(SettingId::new)
                          .forEach(all::add));
          return new ArrayList<>(all);
        });
  }

  /** The earliest moment at which something may have to be planned; empty where there is none. */
  Optional<Instant> earliest() {
    return database.inTransaction(
        tx ->
            Stream.of(
                    AlertPlanStore.earliest(tx),
                    tx.createQuery("SELECT MIN(next_at) AS at FROM notify_plan")
                        .map((row, context) -> Columns.maybeInstant(row, "at"))
                        .one(),
                    tx.createQuery(
                            """
                            SELECT MIN(due_until) AS at FROM notification
                            WHERE state IN ('waiting', 'failed')
                            """)
                        .map((row, context) -> Columns.maybeInstant(row, "at"))
                        .one())
                .flatMap(Optional::stream)
                .min(Instant::compareTo));
  }

  /** The state of a setting, which nobody else plans for until {@code tx} ends. */
  State lock(Transaction tx, SettingId setting, Instant now) {
    tx.createUpdate(insert)
        .bind("setting_id", setting.value())
        .bind("next_at", now)
        .bind("quiet_weeks", 0)
        .execute();
    return tx.createQuery("SELECT * FROM notify_plan WHERE setting_id = :setting FOR UPDATE")
        .bind("setting", setting.value())
        .map((row, context) -> read(row))
        .one();
  }

  /** Keeps the state of a setting. */
  void put(Transaction tx, SettingId setting, State state) {
    tx.createUpdate(
            """
            UPDATE notify_plan SET next_at = :next, digest_week = CAST(:week AS DATE),
              quiet_weeks = :quiet, unseen_day = CAST(:unseen AS DATE),
              term_end = CAST(:term AS DATE),
              silent_since = CAST(:silent AS TIMESTAMP WITH TIME ZONE)
            WHERE setting_id = :setting
            """)
        .bind("next", state.nextAt())
        .bind("week", state.digestWeek().map(LocalDate::toString).orElse(null))
        .bind("quiet", state.quietWeeks())
        .bind("unseen", state.unseenDay().map(LocalDate::toString).orElse(null))
        .bind("term", state.termEnd().map(LocalDate::toString).orElse(null))
        .bind("silent", state.silentSince().orElse(null))
        .bind("setting", setting.value())
        .execute();
  }

  /**
   * When anything was last heard of any laptop of a setting, as far as the database knows, and how
   * many laptops it has: two are enough to know.
   *
   * @param setting empty: of all settings
   */
  Heard heard(Transaction tx, Optional<SettingId> setting) {
    String of = setting.isPresent() ? " AND setting_id = :setting" : "";
    Optional<Instant> last =
        bound(
                tx,
                "SELECT last_seen_at FROM device WHERE banned_at IS NULL AND last_seen_at IS NOT"
                    + " NULL"
                    + of
                    + " ORDER BY last_seen_at DESC FETCH FIRST 1 ROW ONLY",
                setting)
            .map((row, context) -> Columns.instant(row, "last_seen_at"))
            .findFirst();
    int laptops =
        bound(
                tx,
                "SELECT device_id FROM device WHERE banned_at IS NULL"
                    + of
                    + " FETCH FIRST 3 ROWS ONLY",
                setting)
            .mapTo(UUID.class)
            .list()
            .size();
    return new Heard(last, laptops);
  }

  private static org.jdbi.v3.core.statement.Query bound(
      Transaction tx, String sql, Optional<SettingId> setting) {
    org.jdbi.v3.core.statement.Query query = tx.createQuery(sql);
    setting.ifPresent(each -> query.bind("setting", each.value()));
    return query;
  }

  /**
   * What was heard.
   *
   * @param last the latest sign of life
   * @param laptops how many laptops there are, counted up to 3
   */
  record Heard(Optional<Instant> last, int laptops) {}

  /** Messages that missed the open hours they were for: they wait for the next. */
  void moveMissed(Transaction tx, SettingId setting, Instant now, Hours next) {
    tx.createUpdate(
            """
            UPDATE notification SET due_at = :from,
              due_until = CAST(:until AS TIMESTAMP WITH TIME ZONE)
            WHERE setting_id = :setting AND state IN ('waiting', 'failed') AND due_until <= :now
            """)
        .bind("from", next.from())
        .bind("until", next.until().orElse(null))
        .bind("setting", setting.value())
        .bind("now", now)
        .execute();
  }

  /** The people who are, or were, told of an alert; whoever need not be told any more left out. */
  Set<UUID> told(Transaction tx, SettingId setting, UUID alert) {
    return new LinkedHashSet<>(
        tx.createQuery(
                """
                SELECT n.recipient_id FROM notification_alert l
                JOIN notification n ON n.notification_id = l.notification_id
                WHERE l.alert_id = :alert AND l.setting_id = :setting AND n.state <> 'not-needed'
                  AND n.recipient_kind = 'person'
                """)
            .bind("alert", alert)
            .bind("setting", setting.value())
            .mapTo(UUID.class)
            .list());
  }

  /** When the last message of that purpose to a person is or was due, in whichever setting. */
  Optional<Instant> lastDue(Transaction tx, UUID person, Purpose purpose, Instant since) {
    return tx.createQuery(
            """
            SELECT MAX(due_at) AS at FROM notification
            WHERE recipient_id = :person AND purpose = :purpose AND created_at >= :since
            """)
        .bind("person", person)
        .bind("purpose", purpose.code())
        .bind("since", since)
        .map((row, context) -> Columns.maybeInstant(row, "at"))
        .one();
  }

  /** When the last urgent message of that category to a person is or was due. */
  Optional<Instant> lastUrgent(
      Transaction tx, SettingId setting, UUID person, String category, Instant since) {
    return tx.createQuery(
            """
            SELECT MAX(due_at) AS at FROM notification
            WHERE setting_id = :setting AND recipient_id = :person AND category = :category
              AND urgent AND created_at >= :since
            """)
        .bind("setting", setting.value())
        .bind("person", person)
        .bind("category", category)
        .bind("since", since)
        .map((row, context) -> Columns.maybeInstant(row, "at"))
        .one();
  }

  private static State read(ResultSet row) throws SQLException {
    return new State(
        Optional.ofNullable(row.getObject("digest_week", LocalDate.class)),
        row.getInt("quiet_weeks"),
        Optional.ofNullable(row.getObject("unseen_day", LocalDate.class)),
        Optional.ofNullable(row.getObject("term_end", LocalDate.class)),
        Columns.maybeInstant(row, "silent_since"),
        Columns.instant(row, "next_at"));
  }
}
