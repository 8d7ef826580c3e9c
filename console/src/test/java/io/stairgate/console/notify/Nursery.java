package io.stairgate.console.notify;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.alert.FindingAlerts;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.recovery.RecoveryKeyStore;
import io.stairgate.console.setting.SettingId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A nursery with people, laptops and the real planner on a real database, and a clock of its own.
 */
final class Nursery implements AutoCloseable {
  final StoreFixture f;
  final NotifyPlanner planner;
  final Map<UUID, PersonNotices> notices = new HashMap<>();
  final List<UUID> webhooks = new ArrayList<>();
  final UUID lead;
  final UUID deputy;
  final UUID head;
  final UUID technician;
  final UUID governor;
  private final Map<SettingId, Calendar> calendars = new HashMap<>();

  /** People of every role that matters, one each. */
  Nursery(Engine engine, Path folder, Instant start, Calendar calendar) {
    f = new StoreFixture(engine, folder);
    f.now.set(start);
    calendars.put(f.setting, calendar);
    lead = f.person(f.setting, "Dee Lead", Set.of(Role.DSL));
    deputy = f.person(f.setting, "Dev Deputy", Set.of(Role.DEPUTY));
    head = f.person(f.setting, "Mo Head", Set.of(Role.MANAGER));
    technician = f.person(f.setting, "Tia Tech", Set.of(Role.TECHNICIAN));
    governor = f.person(f.setting, "Gil Governor", Set.of(Role.SAFEGUARDING_GOVERNOR));
    planner = planner();
  }

  /** Another console on the same database. */
  NotifyPlanner planner() {
    return new NotifyPlanner(
        new NotifyPlanner.Parts(
            f.database,
            f.alerts,
            f.notifications,
            f.members,
            f.devices,
            f.findings,
            new RecoveryKeyStore(f.database),
            id -> calendars.getOrDefault(id, Calendar.DEFAULT),
            new Preferences() {
              @Override
              public Map<UUID, PersonNotices> people(SettingId setting) {
                return Map.copyOf(notices);
              }

              @Override
              public List<UUID> webhooks(SettingId setting) {
                return setting.equals(f.setting) ? List.copyOf(webhooks) : List.of();
              }
            },
            f.live),
        now());
  }

  OpenTime open() {
    return new OpenTime(calendars.getOrDefault(f.setting, Calendar.DEFAULT));
  }

  Instant now() {
    return f.clock.instant();
  }

  /** A moment by the nursery's clock on the wall. */
  Instant at(LocalDate day, String time) {
    return open().at(day, LocalTime.parse(time));
  }

  void to(Instant moment) {
    f.now.set(moment);
  }

  void usedBy(DeviceId laptop, UUID person) {
    f.database.useTransaction(tx -> f.devices.setUser(tx, f.setting, laptop, Optional.of(person)));
  }

  /** Something happens on a laptop; what is the same on a day is one alert. */
  void happens(DeviceId laptop, AlertKind kind, AlertClass severity, String what) {
    raise(
        new NewAlert(
                f.setting,
                laptop,
                kind.code(),
                severity.code(),
                kind.code() + " " + what,
                Optional.empty(),
                "It happened.",
                now(),
                now())
            .eachDay());
  }

  void stick(DeviceId laptop, String serial) {
    happens(laptop, AlertKind.MEDIUM_BLOCKED, AlertClass.TODAY, "usb-storage 0781 5581 " + serial);
  }

  /** A rule of a laptop turns. */
  void turns(DeviceId laptop, String rule, String before, String state, String sentence) {
    Finding finding =
        new Finding(rule, state, "", "none", "", "enforce", sentence, List.of(), now(), now());
    FindingAlerts.of(f.setting, laptop, Optional.of(before), finding, now()).ifPresent(this::raise);
    if (FindingAlerts.isMended(finding)) {
      f.database.useTransaction(
          tx -> f.alerts.causeGone(tx, f.setting, laptop, FindingAlerts.cause(rule), now()));
    }
  }

  private void raise(NewAlert alert) {
    f.database.useTransaction(tx -> f.alerts.raise(tx, alert));
  }

  List<Alert> open(int limit) {
    return f.alerts.open(f.setting, Optional.empty(), limit).alerts();
  }

  /** The only open alert. */
  Alert only() {
    List<Alert> all = open(2);
    if (all.size() != 1) {
      throw new AssertionError("Not one open alert: " + all);
    }
    return all.getFirst();
  }

  /** Plans, and sends what is due; what was sent. */
  List<Notification> minute() {
    planner.run(now());
    List<Notification> due = f.notifications.claimDue(now(), "node", 1000);
    due.forEach(each -> f.notifications.sent(each.id(), now()));
    return due;
  }

  /** Runs every minute up to {@code end}, the last among them; what was sent, and when. */
  Map<Instant, List<Notification>> minutes(Instant end) {
    Map<Instant, List<Notification>> sent = new java.util.TreeMap<>();
    while (!now().isAfter(end)) {
      List<Notification> due = minute();
      if (!due.isEmpty()) {
        sent.put(now(), due);
      }
      f.now.updateAndGet(at -> at.plus(Duration.ofMinutes(1)));
    }
    return sent;
  }

  /** Jumps to when something is to be done next, up to {@code end}; what was sent, and when. */
  Map<Instant, List<Notification>> until(Instant end) {
    Map<Instant, List<Notification>> sent = new java.util.TreeMap<>();
    while (true) {
      List<Notification> due = minute();
      if (!due.isEmpty()) {
        sent.computeIfAbsent(now(), at -> new ArrayList<>()).addAll(due);
      }
      Instant next = nextMinute();
      if (next.isAfter(end)) {
        f.now.set(end);
        return sent;
      }
      f.now.set(next);
    }
  }

  /** The next whole minute at which something is to be planned or sent. */
  Instant nextMinute() {
    Instant far = now().plus(Duration.ofDays(400));
    Instant soon = planner.next().filter(far::isAfter).orElse(far);
    Instant due = nextDue().filter(far::isAfter).orElse(far);
    Instant first = soon.isBefore(due) ? soon : due;
    Instant minute = Instant.ofEpochSecond((first.getEpochSecond() + 59) / 60 * 60);
    Instant later = now().plus(Duration.ofMinutes(1));
    return minute.isBefore(later) ? later : minute;
  }

  private Optional<Instant> nextDue() {
    return f.database.inTransaction(
        tx ->
            tx.createQuery(
                    "SELECT due_at FROM notification WHERE state = 'waiting' ORDER BY due_at")
                .map((row, context) -> row.getObject(1, java.time.OffsetDateTime.class).toInstant())
                .findFirst());
  }

  @Override
  public void close() {
    f.close();
  }
}
