package io.stairgate.console.notify;

import io.stairgate.console.account.Member;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.alert.AlertOutcome;
import io.stairgate.console.alert.AlertPlanStore;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.Laptop;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What comes round by itself: the weekly list, laptops that were not seen, updates that are nearly
 * late, what is to be done before a term ends, and the silence of everything. Any thread, within
 * the transaction that holds the setting's plan.
 *
 * <p>Over 300 lines because each is a few lines, and they share when they come round next.
 */
final class Rounds {
  /** The cause of an alert about a laptop that was not seen. */
  static final String UNSEEN = "unseen";

  private static final String UPDATES = "updates";
  private static final LocalTime DIGEST_AT = LocalTime.of(8, 0);
  private static final int STILL_WORKING_WEEKS = 4;
  private static final int UNSEEN_OPEN_DAYS = 7;
  private static final int TERM_ENDS_IN_OPEN_DAYS = 10;
  private static final int MOST_ALERTS = 1_000;

  /** Fewer laptops than these are off together every day. */
  private static final int LAPTOPS_FOR_SILENCE = 3;

  private static final Duration SILENCE = Duration.ofMinutes(60);

  /** What was done for the end of a term leaves the list of alerts so soon. */
  private static final Duration LOOK_FOR_DONE = Duration.ofHours(1);

  private static final Duration LOOK_FOR_END_OF_SILENCE = Duration.ofMinutes(10);

  private final AlertStore alerts;
  private final AlertPlanStore alertPlans;
  private final DeviceStore devices;
  private final FindingStore findings;
  private final PlanStore plans;
  private final Messages messages;
  private final TermTasks tasks;
  private final Instant startedAt;

  /**
   * Ready to go round.
   *
   * @param tasks what is to be done before a term ends
   * @param startedAt since when this console listens: silence before it is its own
   */
  Rounds(
      AlertStore alerts,
      AlertPlanStore alertPlans,
      DeviceStore devices,
      FindingStore findings,
      PlanStore plans,
      Messages messages,
      TermTasks tasks,
      Instant startedAt) {
    this.alerts = alerts;
    this.alertPlans = alertPlans;
    this.devices = devices;
    this.findings = findings;
    this.plans = plans;
    this.messages = messages;
    this.tasks = tasks;
    this.startedAt = startedAt;
  }

  /**
   * Goes round once; what was done before is not done again.
   *
   * @return how far it is now
   */
  PlanStore.State go(Transaction tx, Scene scene, PlanStore.State state) {
    PlanStore.State after = state;
    boolean first = state.digestWeek().isEmpty();
    LocalDate today = scene.today();
    if (scene.open().isOpenDay(today)
        && !scene.now().isBefore(scene.open().opening(today))
        && state.unseenDay().filter(today::equals).isEmpty()) {
      lookForUnseen(tx, scene);
      lookForLateUpdates(tx, scene);
      after = after.looked(today);
    }
    after = weeklyList(tx, scene, after, first);
    after = beforeTermEnds(tx, scene, after, first);
    boolean tasksLeft = tasks.endDone(tx, scene);
    return silence(tx, scene, after, tasksLeft);
  }

  // ----- the weekly list -----

  /** When the list of a week comes; empty where the setting does not open in it. */
  static Optional<Instant> digestAt(OpenTime open, LocalDate day) {
    return open.firstOfWeek(day)
        .map(
            first -> {
              Instant eight = open.at(first, DIGEST_AT);
              Instant opening = open.opening(first);
              return eight.isAfter(opening) && eight.isBefore(open.closing(first))
                  ? eight
                  : opening;
            });
  }

  private PlanStore.State weeklyList(
      Transaction tx, Scene scene, PlanStore.State state, boolean first) {
    LocalDate week = OpenTime.monday(scene.today());
    if (state.digestWeek().filter(week::equals).isPresent()) {
      return state;
    }
    Optional<Instant> at = digestAt(scene.open(), week);
    if (first || at.isEmpty()) {
      // A setting that is new has no week behind it; a week of holidays has no list.
      return state.decided(week, state.quietWeeks());
    }
    if (scene.now().isBefore(at.get()) || !scene.open().isOpen(scene.now())) {
      return state;
    }
    return state.decided(week, sendList(tx, scene, state.quietWeeks(), week));
  }

  /** The weeks without a list so far. */
  private int sendList(Transaction tx, Scene scene, int quietWeeks, LocalDate week) {
    List<Member> leads = Circle.of(AlertKind.OTHER, Optional.empty(), scene.members()).first();
    List<Alert> open = alertPlans.open(tx, scene.setting(), MOST_ALERTS);
    String once = "digest " + week;
    if (open.isEmpty()) {
      if (quietWeeks + 1 < STILL_WORKING_WEEKS) {
        return quietWeeks + 1;
      }
      leads.forEach(
          lead ->
              messages.send(
                  tx,
                  scene,
                  lead,
                  Purpose.DIGEST,
                  "Weekly list: nothing to do, and Stairgate still works",
                  1,
                  "/",
                  once,
                  "Weekly list: nothing for four weeks, so a line that it still works."));
      return 0;
    }
    counted(scene, open)
        .forEach(
            (person, count) ->
                messages.send(
                    tx,
                    scene,
                    person,
                    Purpose.DIGEST,
                    count == 1
                        ? "Weekly list: 1 thing to look at"
                        : "Weekly list: %d things to look at".formatted(count),
                    count,
                    "/alerts",
                    once,
                    "Weekly list, on the first open day of the week."));
    return 0;
  }

  /** How many open alerts each person answers for; what is about a lead's own laptop is others'. */
  private Map<Member, Integer> counted(Scene scene, List<Alert> open) {
    Map<Member, Integer> counts = new LinkedHashMap<>();
    Map<DeviceId, Optional<UUID>> users = new HashMap<>();
    for (Alert alert : open) {
      Optional<UUID> user =
          alert
              .device()
              .flatMap(
                  id ->
                      users.computeIfAbsent(
                          id,
                          each -> devices.laptop(scene.setting(), each).flatMap(Laptop::usedBy)));
      AlertKind kind = AlertKind.of(alert.kind());
      if (kind != AlertKind.ALL_SILENT) {
        Circle.of(kind, user, scene.members())
            .first()
            .forEach(
                person -> {
                  var _ = counts.merge(person, 1, Integer::sum);
                });
      }
    }
    return counts;
  }

  // ----- laptops -----

  private void lookForUnseen(Transaction tx, Scene scene) {
    Set<DeviceId> known = new HashSet<>(alertPlans.openCauses(tx, scene.setting(), UNSEEN));
    for (Laptop laptop : devices.laptops(scene.setting())) {
      LocalDate seen = scene.open().calendar().day(laptop.lastSeenAt().orElse(laptop.enrolledAt()));
      boolean unseen =
          !laptop.connected()
              && scene.open().openDaysWithin(seen, scene.today()) >= UNSEEN_OPEN_DAYS;
      if (unseen && !known.contains(laptop.id())) {
        raise(
            tx,
            scene,
            laptop.id(),
            AlertKind.NOT_SEEN,
            AlertKind.NOT_SEEN.code() + " " + seen,
            "Nothing was heard of this laptop for %d open days. Find it, and switch it on for an hour."
                .formatted(UNSEEN_OPEN_DAYS),
            UNSEEN);
      } else if (!unseen && known.contains(laptop.id())) {
        var _ = alerts.causeGone(tx, scene.setting(), laptop.id(), UNSEEN, scene.now());
      }
    }
  }

  /** What the agent says while there is still time; when time is up the finding itself turns. */
  private static boolean isNearlyLate(Finding updates) {
    return updates.state().equals("met") && updates.sentence().contains("has been waiting");
  }

  private void lookForLateUpdates(Transaction tx, Scene scene) {
    String cause = "rule:" + UPDATES;
    Set<DeviceId> known = new HashSet<>(alertPlans.openCauses(tx, scene.setting(), cause));
    findings
        .ofRule(scene.setting(), UPDATES)
        .forEach(
            (laptop, finding) -> {
              boolean late = isNearlyLate(finding);
              if (late && !known.contains(laptop)) {
                raise(
                    tx,
                    scene,
                    laptop,
                    AlertKind.UPDATES_LATE,
                    AlertKind.UPDATES_LATE.code() + " " + OpenTime.monday(scene.today()),
                    finding.sentence(),
                    cause);
              } else if (!late && finding.state().equals("met") && known.contains(laptop)) {
                var _ = alerts.causeGone(tx, scene.setting(), laptop, cause, scene.now());
              }
            });
  }

  private void raise(
      Transaction tx,
      Scene scene,
      DeviceId laptop,
      AlertKind kind,
      String group,
      String detail,
      String cause) {
    var _ =
        alerts.raise(
            tx,
            new NewAlert(
                    scene.setting(),
                    laptop,
                    kind.code(),
                    AlertClass.WEEKLY.code(),
                    group,
                    Optional.empty(),
                    detail.length() > 500 ? detail.substring(0, 500) : detail,
                    scene.now(),
                    scene.now())
                .whichMayEnd(cause, Duration.ZERO));
  }

  // ----- terms -----

  private PlanStore.State beforeTermEnds(
      Transaction tx, Scene scene, PlanStore.State state, boolean first) {
    Optional<LocalDate> end =
        scene.open().calendar().currentTerm(scene.today()).map(Term::days).map(days -> days.end());
    if (end.isEmpty() || state.termEnd().equals(end) || scene.today().isAfter(end.get())) {
      return state;
    }
    LocalDate begin =
        scene.open().calendar().openDaysBefore(end.get().plusDays(1), TERM_ENDS_IN_OPEN_DAYS);
    if (scene.today().isBefore(begin) || (!first && !scene.open().isOpen(scene.now()))) {
      return state;
    }
    if (!first) {
      giveTasks(tx, scene, end.get());
    }
    return state.given(end.get());
  }

  private void giveTasks(Transaction tx, Scene scene, LocalDate end) {
    int given = tasks.give(tx, scene, end);
    Circle.of(AlertKind.OTHER, Optional.empty(), scene.members())
        .first()
        .forEach(
            lead ->
                messages.send(
                    tx,
                    scene,
                    lead,
                    Purpose.TERMLY_TASK,
                    given == 1
                        ? "1 thing to do before the end of term"
                        : "%d things to do before the end of term".formatted(given),
                    given,
                    "/alerts?class=termly",
                    "termly " + end,
                    "Ten open days before the end of term."));
  }

  // ----- silence -----

  private static String silentGroup(Instant since) {
    return AlertKind.ALL_SILENT.code() + " " + since;
  }

  private PlanStore.State silence(
      Transaction tx, Scene scene, PlanStore.State state, boolean tasksLeft) {
    PlanStore.Heard own = plans.heard(tx, Optional.of(scene.setting()));
    // In a setting with one or two laptops it is silent often; then all of the console counts.
    PlanStore.Heard heard =
        own.laptops() >= LAPTOPS_FOR_SILENCE ? own : plans.heard(tx, Optional.empty());
    Optional<Instant> silent = state.silentSince();
    if (silent.isPresent() && heard.last().filter(silent.get()::isBefore).isPresent()) {
      var _ =
          alerts.resolveGroup(
              tx,
              scene.setting(),
              silentGroup(silent.get()),
              "Console",
              AlertOutcome.MENDED_BY_ITSELF,
              scene.now());
      silent = Optional.empty();
    }
    Optional<Instant> from =
        own.laptops() > 0 && heard.laptops() >= LAPTOPS_FOR_SILENCE
            ? heard.last().map(last -> last.isAfter(startedAt) ? last : startedAt)
            : Optional.empty();
    if (silent.isEmpty()
        && from.isPresent()
        && scene.open().isOpen(scene.now())
        && scene.open().between(from.get(), scene.now()).compareTo(SILENCE) >= 0) {
      silent = heard.last();
      silent.ifPresent(since -> raiseSilence(tx, scene, since));
    }
    return state.silent(silent, next(scene, silent.isPresent(), from, tasksLeft));
  }

  private void raiseSilence(Transaction tx, Scene scene, Instant since) {
    var _ =
        alerts.raise(
            tx,
            new NewAlert(
                scene.setting(),
                Optional.empty(),
                AlertKind.ALL_SILENT.code(),
                AlertClass.TODAY.code(),
                silentGroup(since),
                Optional.empty(),
                "Nothing was heard from any laptop for an hour while you are open. Look whether the"
                    + " console can be reached.",
                scene.now(),
                scene.now()));
  }

  /** When to go round next. */
  private static Instant next(
      Scene scene, boolean silent, Optional<Instant> heard, boolean tasksLeft) {
    OpenTime open = scene.open();
    Instant now = scene.now();
    LocalDate week = OpenTime.monday(scene.today());
    Instant nextDay = open.opening(open.openDayFrom(scene.today().plusDays(1)));
    Optional<Instant> none = Optional.empty();
    Instant silence =
        silent
            ? open.nextOpen(now.plus(LOOK_FOR_END_OF_SILENCE))
            : heard
                .map(last -> open.after(last, SILENCE))
                .map(at -> open.nextOpen(at.isAfter(now) ? at : now))
                // Too few laptops yet to know: more may have come meanwhile.
                .orElse(open.nextOpen(now.plus(SILENCE)));
    return Stream.of(
            Optional.of(open.opening(scene.today())),
            Optional.of(nextDay),
            digestAt(open, week),
            digestAt(open, week.plusWeeks(1)),
            // A week of holidays is passed over when it begins.
            Optional.of(open.at(week.plusWeeks(1), LocalTime.MIDNIGHT)),
            tasksLeft ? Optional.of(open.nextOpen(now.plus(LOOK_FOR_DONE))) : none,
            Optional.of(silence))
        .flatMap(Optional::stream)
        .filter(now::isBefore)
        .min(Instant::compareTo)
        .orElse(nextDay);
  }
}
