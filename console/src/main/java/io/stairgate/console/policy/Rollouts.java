package io.stairgate.console.policy;

import io.stairgate.console.alert.AlertOutcome;
import io.stairgate.console.alert.AlertRules;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.PolicyWordStore.Word;
import io.stairgate.console.policy.Rollout.LaptopState;
import io.stairgate.console.policy.RolloutJudge.Verdict;
import io.stairgate.console.policy.RolloutStore.Proof;
import io.stairgate.console.policy.RolloutStore.Seen;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes changes of rules to the laptops step by step: the next step begins when the laptops of this
 * one have proved the rule under their new policy; when one of them fails, it stops by itself and a
 * person decides. All of it stands in the database, under the setting's lock: a restart goes on
 * where it was, and of several consoles it does not matter which does it. Any thread may use it.
 *
 * <p>Over 300 lines because beginning, going on, stopping and ending are one set of rules under one
 * lock.
 */
public final class Rollouts {
  /** How long laptops of a step are waited for, in open hours. */
  public static final Duration PATIENCE = Duration.ofHours(4);

  /** From how many laptops on tenths are offered. */
  public static final int TENTHS_FROM = 20;

  private static final Logger LOG = LoggerFactory.getLogger(Rollouts.class);

  private final Database database;
  private final PolicyStore store;
  private final RolloutStore rollouts;
  private final Policies policies;
  private final AuditStore audit;
  private final AlertStore alerts;
  private final InstantSource clock;

  Rollouts(
      Database database,
      PolicyStore store,
      Policies policies,
      AuditStore audit,
      AlertStore alerts,
      InstantSource clock) {
    this.database = database;
    this.store = store;
    this.rollouts = store.rollouts();
    this.policies = policies;
    this.audit = audit;
    this.alerts = alerts;
    this.clock = clock;
  }

  /** Those of a setting, newest first, with their laptops; at most 50. */
  public List<Rollout.Whole> all(SettingId setting) {
    return database.inTransaction(
        tx ->
            rollouts.newest(tx, setting, 50).stream()
                .map(each -> whole(tx, setting, each))
                .toList());
  }

  /** Those of a setting that are under way, oldest first. */
  public List<Rollout.Whole> open(SettingId setting) {
    return database.inTransaction(
        tx -> rollouts.open(tx, setting).stream().map(each -> whole(tx, setting, each)).toList());
  }

  /** One of them; empty where the setting has none of that id. */
  public Optional<Rollout.Whole> find(SettingId setting, UUID id) {
    return database.inTransaction(
        tx -> rollouts.find(tx, setting, id).map(each -> whole(tx, setting, each)));
  }

  /** How many of a setting have stopped and wait for a person. */
  public int stopped(SettingId setting) {
    return rollouts.stopped(setting);
  }

  private Rollout.Whole whole(Transaction tx, SettingId setting, Rollout rollout) {
    return new Rollout.Whole(rollout, rollouts.laptops(tx, setting, rollout.id()));
  }

  /**
   * The laptops that a change would reach step by step; fewer than two: it comes to all at once.
   */
  static List<DeviceId> affected(
      SettingPolicy now, SettingPolicy wanted, Rule rule, LaptopNames names) {
    return names.all().stream()
        .filter(
            laptop ->
                !EffectiveRules.of(now, laptop, rule)
                    .equals(EffectiveRules.of(wanted, laptop, rule)))
        .toList();
  }

  /** What laptops keep for now. */
  Holds holds(Transaction tx, SettingId setting) {
    return rollouts.holds(tx, setting);
  }

  /**
   * Writes down that a change begins step by step, before its policies are signed. The caller holds
   * the setting's lock.
   *
   * @return empty where fewer than two laptops are concerned
   */
  Optional<Rollout> begin(
      Transaction tx,
      SettingId setting,
      RolloutPlan plan,
      KeptPolicy before,
      KeptPolicy next,
      LaptopNames names) {
    Map<DeviceId, Seen> seen = rollouts.seen(tx, setting);
    List<DeviceId> laptops =
        new ArrayList<>(affected(before.policy(), next.policy(), plan.rule(), names));
    boolean together = plan.spread().isPresent();
    if (laptops.size() < 2 && !together) {
      return Optional.empty();
    }
    // Whoever was heard of last answers first.
    laptops.sort(
        Comparator.comparing(
                (DeviceId id) ->
                    Optional.ofNullable(seen.get(id)).flatMap(Seen::seenAt).orElse(Instant.EPOCH))
            .reversed()
            .thenComparing(names::nickname));
    Instant now = next.heading().madeAt();
    Rollout rollout =
        new Rollout(
            UUID.randomUUID(),
            plan.rule(),
            plan.way(),
            before.version(),
            next.version(),
            Rollout.State.GOING,
            together ? 0 : 1,
            plan.way().steps(laptops.size()),
            now,
            "",
            next.heading().madeBy().name(),
            now,
            Optional.empty(),
            plan.spread());
    List<Rollout.OnLaptop> all = new ArrayList<>();
    for (int i = 0; i < laptops.size(); i++) {
      all.add(
          new Rollout.OnLaptop(
              laptops.get(i),
              plan.way().step(i, laptops.size()),
              LaptopState.WAITING,
              false,
              Optional.empty(),
              Optional.empty(),
              ""));
    }
    rollouts.insert(tx, setting, rollout, all);
    return Optional.of(rollout);
  }

  /** Writes down which laptops of a step got which policy. The caller holds the setting's lock. */
  void reached(Transaction tx, SettingId setting, Rollout rollout, int step, Instant now) {
    Map<DeviceId, Seen> seen = rollouts.seen(tx, setting);
    Map<DeviceId, PolicyVersion> newest = policies.newest(tx, setting);
    Map<DeviceId, PolicyVersion> got = new HashMap<>();
    Set<DeviceId> connected = new HashSet<>();
    for (Rollout.OnLaptop each : rollouts.laptops(tx, setting, rollout.id())) {
      PolicyVersion version = newest.get(each.laptop());
      if (each.step() == step && each.reachedAt().isEmpty() && version != null) {
        got.put(each.laptop(), version);
        boolean inTouch =
            Optional.ofNullable(seen.get(each.laptop()))
                .flatMap(Seen::seenAt)
                .filter(at -> at.plus(RolloutJudge.IN_TOUCH).isAfter(now))
                .isPresent();
        if (inTouch) {
          connected.add(each.laptop());
        }
      }
    }
    rollouts.reached(tx, setting, rollout.id(), got, connected, now);
  }

  /** Goes on where laptops have answered; run each minute, by every console. */
  public void goOn() {
    for (SettingId setting : rollouts.going()) {
      try {
        goOn(setting);
      } catch (DatabaseUnavailableException e) {
        LOG.warn("A change that comes step by step waits: {}", e.getMessage());
      }
    }
  }

  private void goOn(SettingId setting) {
    List<DeviceId> told =
        database.durably(
            tx -> {
              SettingStore.lock(tx, setting);
              List<DeviceId> changed = new ArrayList<>();
              for (Rollout rollout : rollouts.open(tx, setting)) {
                if (rollout.state() == Rollout.State.GOING) {
                  changed.addAll(goOn(tx, setting, rollout));
                }
              }
              return changed;
            });
    policies.tell(setting, told);
  }

  private List<DeviceId> goOn(Transaction tx, SettingId setting, Rollout rollout) {
    Instant now = now();
    KeptPolicy current = store.files().current(tx, setting);
    List<Rollout.OnLaptop> laptops = judged(tx, setting, rollout, current.policy(), now);
    Optional<Rollout.OnLaptop> failed =
        laptops.stream().filter(each -> each.state() == LaptopState.FAILED).findFirst();
    List<Rollout.OnLaptop> step =
        laptops.stream().filter(each -> each.step() == rollout.step()).toList();
    boolean all = step.stream().noneMatch(each -> each.state() == LaptopState.WAITING);
    boolean any = step.stream().anyMatch(each -> each.state() == LaptopState.PROVED);
    boolean late =
        new OpenTime(current.policy().calendar()).between(rollout.stepAt(), now).compareTo(PATIENCE)
            >= 0;
    if (failed.isPresent()) {
      LaptopNames names = store.files().laptops(tx, setting);
      stop(
          tx,
          setting,
          rollout,
          names.nickname(failed.get().laptop()) + ": " + failed.get().reason(),
          now);
    } else if (rollout.way() == RolloutWay.WITH_OTHERS) {
      // When others follow is for the change over several settings to say: Spreads.
      return List.of();
    } else if (all || (late && any)) {
      return rollout.step() < rollout.steps()
          ? next(tx, setting, rollout, current, now)
          : finish(tx, setting, rollout, current, now);
    } else if (late) {
      stop(tx, setting, rollout, "No laptop of this step has answered in 4 open hours.", now);
    }
    return List.of();
  }

  private void stop(Transaction tx, SettingId setting, Rollout rollout, String why, Instant now) {
    String reason = why.length() > 300 ? why.substring(0, 300) : why;
    rollouts.update(tx, setting, rollout.id(), Rollout.State.STOPPED, rollout.step(), now, reason);
    note(tx, setting, new Actor.Console(), "rollout-stopped", rollout, reason);
    var _ =
        alerts.raise(
            tx,
            AlertRules.forStoppedRollout(
                setting, rollout.id(), rollout.rule().title(), reason, now));
  }

  private List<DeviceId> next(
      Transaction tx, SettingId setting, Rollout rollout, KeptPolicy current, Instant now) {
    Holds before = rollouts.holds(tx, setting);
    rollouts.update(tx, setting, rollout.id(), Rollout.State.GOING, rollout.step() + 1, now, "");
    List<DeviceId> changed =
        policies.reach(tx, setting, current, before, rollouts.holds(tx, setting), now);
    reached(tx, setting, rollout, rollout.step() + 1, now);
    note(
        tx,
        setting,
        new Actor.Console(),
        "rollout-went-on",
        rollout,
        "step %d of %d".formatted(rollout.step() + 1, rollout.steps()));
    return changed;
  }

  /**
   * Takes one of a change over several settings to more laptops. The caller holds the setting's
   * lock, and tells them once it is committed.
   *
   * @param step of the whole change
   */
  List<DeviceId> take(
      Transaction tx, SettingId setting, Rollout rollout, Set<DeviceId> laptops, int step) {
    Instant now = now();
    Holds before = rollouts.holds(tx, setting);
    rollouts.take(tx, setting, rollout.id(), laptops, step);
    rollouts.update(tx, setting, rollout.id(), Rollout.State.GOING, step, now, "");
    List<DeviceId> changed =
        policies.reach(
            tx,
            setting,
            store.files().current(tx, setting),
            before,
            rollouts.holds(tx, setting),
            now);
    reached(tx, setting, rollout, step, now);
    note(
        tx,
        setting,
        new Actor.Console(),
        "rollout-went-on",
        rollout,
        "step %d over several settings, laptops: %d".formatted(step, laptops.size()));
    return changed;
  }

  /** One of a change over several settings has come to all. The caller holds the lock. */
  List<DeviceId> finish(Transaction tx, SettingId setting, Rollout rollout) {
    return finish(tx, setting, rollout, store.files().current(tx, setting), now());
  }

  /** Stops one; a person of the setting decides. The caller holds the setting's lock. */
  void stop(Transaction tx, SettingId setting, Rollout rollout, String why) {
    stop(tx, setting, rollout, why, now());
  }

  /** It is the setting's own from now on. The caller holds the setting's lock. */
  void detach(Transaction tx, SettingId setting, Rollout rollout) {
    rollouts.detach(tx, setting, rollout.id());
  }

  /** One of them; empty where the setting has none of that id. */
  Optional<Rollout> find(Transaction tx, SettingId setting, UUID id) {
    return rollouts.find(tx, setting, id);
  }

  private List<DeviceId> finish(
      Transaction tx, SettingId setting, Rollout rollout, KeptPolicy current, Instant now) {
    Holds before = rollouts.holds(tx, setting);
    rollouts.update(tx, setting, rollout.id(), Rollout.State.DONE, rollout.step(), now, "");
    note(tx, setting, new Actor.Console(), "rollout-done", rollout, "");
    return policies.reach(tx, setting, current, before, rollouts.holds(tx, setting), now);
  }

  /** The laptops that were reached, as they stand now, written down. */
  private List<Rollout.OnLaptop> judged(
      Transaction tx, SettingId setting, Rollout rollout, SettingPolicy policy, Instant now) {
    Map<DeviceId, Seen> seen = rollouts.seen(tx, setting);
    Map<DeviceId, Proof> proofs = rollouts.proofs(tx, setting, rollout.rule());
    Map<DeviceId, Word> applied = PolicyWordStore.all(tx, setting, PolicyWordStore.APPLIED);
    Map<DeviceId, Word> refused = PolicyWordStore.all(tx, setting, PolicyWordStore.REFUSED);
    Map<DeviceId, Word> back = PolicyWordStore.all(tx, setting, PolicyWordStore.ROLLED_BACK);
    Map<DeviceId, Word> tampered = PolicyWordStore.all(tx, setting, PolicyWordStore.TAMPERED);
    Calendar calendar = policy.calendar();
    Map<DeviceId, Verdict> changed = new HashMap<>();
    List<Rollout.OnLaptop> all = new ArrayList<>();
    for (Rollout.OnLaptop each : rollouts.laptops(tx, setting, rollout.id())) {
      if (each.step() > rollout.step()) {
        continue;
      }
      DeviceId id = each.laptop();
      Verdict verdict =
          RolloutJudge.judge(
              new RolloutJudge.Known(
                  each,
                  Optional.ofNullable(seen.get(id)),
                  Optional.ofNullable(proofs.get(id)),
                  Optional.ofNullable(applied.get(id)),
                  Optional.ofNullable(refused.get(id)),
                  Optional.ofNullable(back.get(id)),
                  Optional.ofNullable(tampered.get(id))),
              EffectiveRules.of(policy, id, rollout.rule()).stage(),
              calendar,
              now);
      if (verdict.state() != each.state()) {
        changed.put(id, verdict);
      }
      all.add(
          new Rollout.OnLaptop(
              id,
              each.step(),
              verdict.state(),
              each.connected(),
              each.reachedAt(),
              each.policy(),
              verdict.reason()));
    }
    rollouts.stand(tx, setting, rollout.id(), changed);
    return all;
  }

  /**
   * Lets one that stopped go on; what failed until now does not stop it again.
   *
   * @param by who decides, with the right to switch rules
   * @param why in that person's words, 10 to 500 characters
   * @return whether it goes on; false where it was not stopped
   */
  public boolean continueWith(SettingId setting, UUID id, Actor by, String why) {
    Instant now = now();
    return database.durably(
        tx -> {
          SettingStore.lock(tx, setting);
          Optional<Rollout> rollout =
              rollouts.find(tx, setting, id).filter(each -> each.state() == Rollout.State.STOPPED);
          rollout.ifPresent(
              each -> {
                rollouts.pass(tx, setting, id);
                rollouts.update(tx, setting, id, Rollout.State.GOING, each.step(), now, "");
                endAlert(tx, setting, each, by, now);
                note(tx, setting, by, "rollout-continued", each, why);
              });
          return rollout.isPresent();
        });
  }

  /** What the policy would be without the change of a rollout. */
  public SettingPolicy without(SettingId setting, Rollout rollout, SettingPolicy now) {
    return database.inTransaction(tx -> putBack(tx, setting, rollout, now));
  }

  /**
   * Why a change cannot be made while another of the same rule is under way; empty where it can. To
   * put that rule back as it was can always be asked for.
   */
  Optional<String> refusal(
      Transaction tx, SettingId setting, SettingPolicy now, SettingPolicy wanted) {
    return rollouts.open(tx, setting).stream()
        .filter(each -> !RuleParts.same(now, wanted, each.rule()))
        .filter(each -> !RuleParts.same(wanted, putBack(tx, setting, each, now), each.rule()))
        .findFirst()
        .map(
            each ->
                ("A change of the rule \"%s\" is still on its way to the laptops. Wait until it is"
                        + " done, or put it back first.")
                    .formatted(each.rule().title()));
  }

  private SettingPolicy putBack(
      Transaction tx, SettingId setting, Rollout rollout, SettingPolicy now) {
    return RuleParts.back(now, rollouts.former(tx, setting, rollout), rollout.rule());
  }

  /** Ends those whose rule is put back by a change. The caller holds the setting's lock. */
  void endPutBack(
      Transaction tx,
      SettingId setting,
      Actor by,
      SettingPolicy now,
      SettingPolicy wanted,
      Instant at) {
    for (Rollout each : rollouts.open(tx, setting)) {
      if (!RuleParts.same(now, wanted, each.rule())) {
        rollouts.update(tx, setting, each.id(), Rollout.State.PUT_BACK, each.step(), at, "");
        endAlert(tx, setting, each, by, at);
        note(tx, setting, by, "rollout-put-back", each, "");
      }
    }
  }

  /** Somebody has decided about it: nothing is left to look at. */
  private void endAlert(Transaction tx, SettingId setting, Rollout rollout, Actor by, Instant at) {
    int _ =
        alerts.resolveGroup(
            tx,
            setting,
            AlertRules.rolloutCause(rollout.id()),
            by.name(),
            AlertOutcome.DEALT_WITH,
            at);
  }

  /** Notes that one began. */
  void noteBegun(Transaction tx, SettingId setting, Actor by, Rollout rollout) {
    note(
        tx,
        setting,
        by,
        "rollout-begun",
        rollout,
        "%s, %d steps".formatted(rollout.way().code(), rollout.steps()));
  }

  private void note(
      Transaction tx, SettingId setting, Actor by, String act, Rollout rollout, String detail) {
    audit.append(
        tx,
        setting,
        by,
        act,
        "rollout:" + rollout.id(),
        rollout.rule().id() + (detail.isEmpty() ? "" : ", " + detail));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
