package io.stairgate.console.notify;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.alert.AlertPlanStore;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.live.Live;
import io.stairgate.console.recovery.RecoveryKeyStore;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans who is told of what, and when. It is run once a minute, and a few seconds after an alert;
 * several consoles may run it at once, because each setting's plan is a row that one of them holds.
 * What a run leaves out because a console was away, the next run makes up for: the time of each
 * step is kept with the alert, not counted in runs. Any thread may use it.
 */
public final class NotifyPlanner {
  private static final Logger LOG = LoggerFactory.getLogger(NotifyPlanner.class);

  /** As many alerts of one setting as one run takes; the rest is due in the next. */
  private static final int ALERTS_AT_ONCE = 500;

  private final Parts parts;
  private final AlertPlanStore alertPlans;
  private final PlanStore plans;
  private final Messages messages;
  private final Rounds rounds;
  private final Set<SettingId> woken = ConcurrentHashMap.newKeySet();

  /**
   * What it works with.
   *
   * @param database for transactions
   * @param alerts what people must look at
   * @param notifications the messages
   * @param members who has access
   * @param devices the laptops
   * @param findings what was proved of them
   * @param keys the recovery keys that are kept
   * @param calendars when a setting is open
   * @param preferences what people chose
   * @param live tells open pages
   */
  public record Parts(
      Database database,
      AlertStore alerts,
      NotificationStore notifications,
      MemberStore members,
      DeviceStore devices,
      FindingStore findings,
      RecoveryKeyStore keys,
      Function<SettingId, Calendar> calendars,
      Preferences preferences,
      Live live) {}

  /**
   * Ready to plan.
   *
   * @param startedAt since when this console listens to laptops
   */
  public NotifyPlanner(Parts parts, Instant startedAt) {
    this.parts = parts;
    this.alertPlans = new AlertPlanStore(parts.database());
    this.plans = new PlanStore(parts.database());
    this.messages = new Messages(parts.notifications(), plans);
    this.rounds =
        new Rounds(
            parts.alerts(),
            alertPlans,
            parts.devices(),
            parts.findings(),
            plans,
            messages,
            new TermTasks(parts.alerts(), parts.findings(), parts.keys()),
            startedAt);
  }

  /**
   * Plans everything whose time has come, in every setting. A setting that fails is left for the
   * next run and holds up no other.
   *
   * @param now by the console's clock
   * @throws DatabaseUnavailableException where the database is away: run it again later
   */
  public void run(Instant now) {
    plans.due(now).forEach(setting -> tried(setting, now));
  }

  /** Something was raised that is to be told at once: {@link #runWoken} plans for that setting. */
  public void wake(SettingId setting) {
    woken.add(setting);
  }

  /** Plans for the settings that were woken since the last time. */
  public void runWoken(Instant now) {
    for (SettingId setting : List.copyOf(woken)) {
      woken.remove(setting);
      tried(setting, now);
    }
  }

  /** The earliest moment at which a run would find something to do; empty where there is none. */
  public Optional<Instant> next() {
    return plans.earliest();
  }

  private void tried(SettingId setting, Instant now) {
    try {
      plan(setting, now);
    } catch (DatabaseUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("Messages of setting {} could not be planned; it is tried again.", setting, e);
    }
  }

  private void plan(SettingId setting, Instant now) {
    Scene scene =
        new Scene(
            setting,
            now,
            new OpenTime(parts.calendars().apply(setting)),
            parts.members().members(setting, now),
            parts.preferences().people(setting),
            parts.preferences().webhooks(setting));
    boolean planned =
        parts
            .database()
            .inTransaction(
                tx -> {
                  PlanStore.State state = plans.lock(tx, setting, now);
                  plans.moveMissed(tx, setting, now, Hours.open(scene.open(), now));
                  plans.put(tx, setting, rounds.go(tx, scene, state));
                  List<Alert> due = alertPlans.due(tx, setting, now, ALERTS_AT_ONCE);
                  due.forEach(alert -> decide(tx, scene, alert));
                  return !due.isEmpty();
                });
    if (planned) {
      parts.live().changed(setting, Live.Topic.ALERTS);
    }
  }

  private void decide(Transaction tx, Scene scene, Alert alert) {
    Optional<Laptop> laptop =
        alert.device().flatMap(id -> parts.devices().laptop(scene.setting(), id));
    AlertKind kind = AlertKind.of(alert.kind());
    Circle circle = Circle.of(kind, laptop.flatMap(Laptop::usedBy), scene.members());
    Decision.Known known =
        new Decision.Known(
            toldLately(tx, scene, alert),
            isAnybodyNew(tx, scene, alert, circle.second()),
            isAnybodyNew(tx, scene, alert, circle.third()));
    switch (Decision.of(alert, known, scene.open(), scene.now())) {
      case Decision.Nothing() -> planned(tx, scene, alert, alert.toldStep(), Optional.empty());
      case Decision.Wait(var until) ->
          planned(tx, scene, alert, alert.toldStep(), Optional.of(until));
      case Decision.Quiet() -> alertPlans.quiet(tx, scene.setting(), alert.id(), scene.now());
      case Decision.Tell(var step, var purpose, var next) -> {
        List<Member> people =
            switch (step) {
              case 1 -> circle.first();
              case 2 -> circle.second();
              default -> purpose == Purpose.ESCALATION ? circle.third() : circle.first();
            };
        messages.tell(
            tx,
            scene,
            alert,
            laptop,
            people,
            kind == AlertKind.ALL_SILENT ? Purpose.DEAD_MAN : purpose,
            step);
        planned(tx, scene, alert, step, next);
      }
    }
  }

  private boolean toldLately(Transaction tx, Scene scene, Alert alert) {
    return !alert.cause().isEmpty()
        && alert
            .device()
            .filter(
                device ->
                    alertPlans.wasToldLately(
                        tx,
                        scene.setting(),
                        device,
                        alert.kind(),
                        alert.id(),
                        scene.now().minus(Decision.TOLD_LATELY)))
            .isPresent();
  }

  /** Whether a step has somebody who was not told yet, for example in place of somebody away. */
  private boolean isAnybodyNew(Transaction tx, Scene scene, Alert alert, List<Member> step) {
    if (step.isEmpty() || alert.toldStep() == 0) {
      return !step.isEmpty();
    }
    var told = plans.told(tx, scene.setting(), alert.id());
    return step.stream().anyMatch(member -> !told.contains(member.account()));
  }

  private void planned(Transaction tx, Scene scene, Alert alert, int step, Optional<Instant> next) {
    boolean firstTold = step == 1 && alert.toldStep() == 0;
    alertPlans.planned(
        tx,
        scene.setting(),
        alert.id(),
        step,
        firstTold ? Optional.of(scene.now()) : Optional.empty(),
        next);
  }
}
