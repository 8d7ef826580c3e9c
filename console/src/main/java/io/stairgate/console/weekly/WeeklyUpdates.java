package io.stairgate.console.weekly;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Role;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.notify.NewNotification;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.notify.Purpose;
import io.stairgate.console.notify.Recipient;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes each week down when it is over, and tells the head on the first open day of the next at 8
 * in the morning. A week in which nothing happened is told of every fourth time. It may run on
 * several consoles at once. Any thread may use it.
 */
public final class WeeklyUpdates {
  private static final LocalTime AT = LocalTime.of(8, 0);
  private static final int QUIET_WEEKS = 3;

  /** What people decide, in words; whatever else stands in the log is no decision. */
  private static final Map<String, String> DECISIONS = new LinkedHashMap<>();

  static {
    DECISIONS.put("stick-permitted", "A memory stick was allowed");
    DECISIONS.put("stick-extended", "A memory stick was allowed again");
    DECISIONS.put("stick-refused", "A memory stick was refused");
    DECISIONS.put("stick-stopped", "A permission was stopped");
    DECISIONS.put("own-sticks-added", "Memory sticks came onto your own list");
    DECISIONS.put("own-stick-ended", "A memory stick left your own list");
    DECISIONS.put("telephone-answered", "An answer was given by telephone");
    DECISIONS.put("policy-changed", "The rules were changed");
    DECISIONS.put("policy-refused", "A change of the rules was refused");
    DECISIONS.put("rule-stage-changed", "How far a rule goes was changed");
    DECISIONS.put("alert-acknowledged", "An alert was seen");
    DECISIONS.put("alert-resolved", "An alert was closed");
    DECISIONS.put("invited", "Somebody was invited");
    DECISIONS.put("removed", "Access was taken away");
    DECISIONS.put("roles-changed", "Roles were changed");
    DECISIONS.put("laptop-added", "A laptop was added");
    DECISIONS.put("laptop-return-approved", "A laptop was let back in");
    DECISIONS.put("recovery-key-opened", "A recovery key was opened");
  }

  private final Parts parts;

  /**
   * What it works with.
   *
   * @param database for transactions
   * @param store the weeks
   * @param settings every setting
   * @param members who has access
   * @param calendars when a setting is open
   * @param messages to tell the head
   * @param clock the time
   */
  public record Parts(
      Database database,
      WeeklyStore store,
      SettingStore settings,
      MemberStore members,
      Function<SettingId, Calendar> calendars,
      NotificationStore messages,
      InstantSource clock) {}

  /** Ready to write. */
  public WeeklyUpdates(Parts parts) {
    this.parts = parts;
  }

  /** The weeks of a setting, newest first. */
  public List<WeeklyUpdate> all(SettingId setting) {
    return parts.store().all(setting);
  }

  /** One week. */
  public Optional<WeeklyUpdate> find(SettingId setting, LocalDate week) {
    return parts.store().find(setting, week);
  }

  /** How this week stands so far; it is not kept. */
  public WeeklyUpdate soFar(SettingId setting) {
    Calendar calendar = parts.calendars().apply(setting);
    Instant now = parts.clock().instant();
    LocalDate week = OpenTime.monday(calendar.day(now));
    return parts.database().inTransaction(tx -> read(tx, setting, calendar, week, now));
  }

  /**
   * Writes down the week before this one, of every setting where it is not; called now and then.
   */
  public void run() {
    parts.settings().all().forEach(this::run);
  }

  private void run(Setting its) {
    SettingId setting = its.id();
    Calendar calendar = parts.calendars().apply(setting);
    Instant now = parts.clock().instant();
    LocalDate week = OpenTime.monday(calendar.day(now)).minusWeeks(1);
    LocalDate first = OpenTime.monday(calendar.day(its.createdAt()));
    if (first.isAfter(week) || parts.store().find(setting, week).isPresent()) {
      // A week that began before the setting was there is nobody's.
      return;
    }
    boolean due = recent(setting).stream().noneMatch(WeeklyUpdate::told);
    parts
        .database()
        .durably(
            tx -> {
              WeeklyUpdate read = read(tx, setting, calendar, week, now);
              OpenTime open = new OpenTime(calendar);
              Optional<Instant> when =
                  open.firstOfWeek(week.plusWeeks(1)).map(day -> open.at(day, AT));
              boolean tell = when.isPresent() && (!read.quiet() || due);
              WeeklyUpdate written = tell ? told(read) : read;
              if (parts.store().add(tx, setting, written) && tell) {
                tell(tx, setting, week, when.get(), now);
              }
              return true;
            });
  }

  private List<WeeklyUpdate> recent(SettingId setting) {
    return parts.store().all(setting).stream().limit(QUIET_WEEKS).toList();
  }

  private static WeeklyUpdate told(WeeklyUpdate read) {
    return new WeeklyUpdate(
        read.week(),
        read.madeAt(),
        read.happened(),
        read.decided(),
        read.open(),
        read.laptops(),
        read.well(),
        true);
  }

  private WeeklyUpdate read(
      Transaction tx, SettingId setting, Calendar calendar, LocalDate week, Instant now) {
    Instant from = week.atStartOfDay(calendar.zone()).toInstant();
    Instant to = week.plusWeeks(1).atStartOfDay(calendar.zone()).toInstant();
    Map<String, Integer> acts = parts.store().acts(tx, setting, from, to);
    List<WeeklyUpdate.Line> decided = new ArrayList<>();
    DECISIONS.forEach(
        (act, words) -> {
          int count = acts.getOrDefault(act, 0);
          if (count > 0) {
            decided.add(new WeeklyUpdate.Line(words, count, List.of()));
          }
        });
    List<String> notWell = parts.store().notWell(tx, setting);
    List<WeeklyUpdate.Line> open = new ArrayList<>(parts.store().open(tx, setting));
    if (!notWell.isEmpty()) {
      open.add(
          new WeeklyUpdate.Line(
              "Laptops that do not meet every rule", notWell.size(), WeeklyStore.some(notWell)));
    }
    int laptops = parts.store().laptops(tx, setting);
    return new WeeklyUpdate(
        week,
        now,
        parts.store().happened(tx, setting, from, to),
        decided,
        open,
        laptops,
        Math.max(0, laptops - notWell.size()),
        false);
  }

  private void tell(Transaction tx, SettingId setting, LocalDate week, Instant when, Instant now) {
    for (Member each : parts.members().members(tx, setting, now)) {
      if (each.roles().contains(Role.MANAGER)) {
        var _ =
            parts
                .messages()
                .add(
                    tx,
                    new NewNotification(
                        setting,
                        Purpose.WEEKLY_UPDATE,
                        false,
                        new Recipient.Person(each.account()),
                        "Your weekly update about the laptops",
                        "",
                        "/weekly/" + week,
                        "weekly-update " + week,
                        1,
                        "The head or manager gets it each week.",
                        when,
                        Optional.empty(),
                        now,
                        List.of()));
      }
    }
  }
}
