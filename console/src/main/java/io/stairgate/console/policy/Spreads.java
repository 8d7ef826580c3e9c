package io.stairgate.console.policy;

import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.MemberStore.RolesIn;
import io.stairgate.console.account.Right;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.Rollout.LaptopState;
import io.stairgate.console.policy.Spread.Does;
import io.stairgate.console.policy.Spread.Outlook;
import io.stairgate.console.policy.Spread.Part;
import io.stairgate.console.policy.Spread.Standing;
import io.stairgate.console.policy.SpreadStore.Answer;
import io.stairgate.console.policy.SpreadStore.Place;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a change of one rule over several settings: to one laptop first, then to a tenth of all
 * laptops after the other, and to nobody else once a laptop failed, wherever that was. It is an
 * order above the {@link Rollouts} of the settings and judges no laptop itself. In each setting the
 * change goes the way of every change: the person's rights there, the people who must agree there,
 * a version of its own. It makes rules stricter and never looser. Any thread may use it.
 *
 * <p>All of it stands in the database. What it decides it decides under the change's own row, taken
 * after a setting's lock where both are needed, so that a restart goes on where it was and of
 * several consoles it does not matter which does it.
 *
 * <p>Over 300 lines because beginning, going on, stopping and taking back are one set of rules.
 */
public final class Spreads {
  /** Why nothing gets looser this way. */
  public static final String LOOSER =
      "This would make something looser there. Do that on the rule's own page in that setting.";

  /** A setting that is closed all the time does not hold the others up for longer. */
  private static final Duration LONGEST = Duration.ofDays(3);

  /** Who begins one has been asked in every setting by then, or the console was stopped. */
  private static final Duration TO_BEGIN = Duration.ofMinutes(10);

  /**
   * Laptops of a setting that was reached wholly are looked at for so long while others follow;
   * then the setting may change the rule again.
   */
  private static final Duration WATCHED = Duration.ofDays(1);

  private static final int NEWEST = 50;
  private static final Logger LOG = LoggerFactory.getLogger(Spreads.class);

  private final Database database;
  private final SpreadStore store;
  private final PolicyFiles files;
  private final Rollouts rollouts;
  private final Policies policies;
  private final MemberStore members;
  private final AuditStore audit;
  private final InstantSource clock;

  Spreads(
      Database database,
      PolicyFiles files,
      Rollouts rollouts,
      Policies policies,
      MemberStore members,
      AuditStore audit,
      InstantSource clock) {
    this.database = database;
    this.store = new SpreadStore(database);
    this.files = files;
    this.rollouts = rollouts;
    this.policies = policies;
    this.members = members;
    this.audit = audit;
    this.clock = clock;
  }

  /** The settings in which a person may ask for changes of rules, by name. */
  public List<RolesIn> settingsOf(UUID person) {
    return members.rolesOf(person, now()).stream()
        .filter(each -> each.may(Right.PROPOSE_POLICY))
        .toList();
  }

  /** The newest 50 that concern one of these settings, each with these of its settings alone. */
  public List<Spread.Whole> newest(Collection<SettingId> seen) {
    Set<SettingId> visible = Set.copyOf(seen);
    return database.inTransaction(
        tx ->
            store.newest(tx, visible, NEWEST).stream()
                .map(each -> whole(tx, each, visible))
                .toList());
  }

  /** One of them with these of its settings alone; empty where it concerns none of these. */
  public Optional<Spread.Whole> find(UUID id, Collection<SettingId> seen) {
    Set<SettingId> visible = Set.copyOf(seen);
    return database.inTransaction(
        tx ->
            store
                .find(tx, id)
                .map(each -> whole(tx, each, visible))
                .filter(each -> !each.parts().isEmpty()));
  }

  private Spread.Whole whole(Transaction tx, Spread spread, Set<SettingId> visible) {
    return new Spread.Whole(
        spread,
        store.parts(tx, spread.id()).stream()
            .map(SpreadStore.Row::part)
            .filter(part -> visible.contains(part.setting()))
            .toList());
  }

  /** What a change would do in each of a person's settings. */
  public List<Outlook> outlook(List<RolesIn> own, RuleWish wish) {
    return own.stream().map(each -> outlook(each, wish)).toList();
  }

  private Outlook outlook(RolesIn own, RuleWish wish) {
    SettingId setting = own.setting();
    SettingPolicy policy = files.current(setting).policy();
    LaptopNames names = files.laptops(setting);
    int all = names.all().size();
    SettingPolicy wanted = wish.tightening(policy);
    String word = "";
    if (wanted.equals(policy)) {
      word =
          wish.on(policy).equals(policy)
              ? "It is so there already."
              : "It is stricter there already, and stays so.";
    } else if (PolicyDiff.loosens(PolicyDiff.between(policy, wanted, names))) {
      word = LOOSER;
    } else {
      word = files.hindrance(setting, wanted).orElse("");
    }
    return new Outlook(
        setting,
        own.name(),
        !word.isEmpty() ? Does.LEAVE : own.may(Right.SWITCH_RULE) ? Does.CHANGE : Does.ASK,
        word,
        word.isEmpty() ? Rollouts.affected(policy, wanted, wish.rule(), names).size() : 0,
        all);
  }

  /** What became of the wish to begin one. */
  public sealed interface Beginning {
    /**
     * It is under way.
     *
     * @param spread its id
     */
    record Begun(UUID spread) implements Beginning {}

    /**
     * It was not begun.
     *
     * @param sentence why, and what to do
     */
    record Refused(String sentence) implements Beginning {}
  }

  /**
   * Begins one.
   *
   * @param by whose change it is
   * @param home the setting this person looks at
   * @param wish what is to hold in all of them
   * @param words the same in sentences
   * @param wanted in which settings; those where the person may not ask for it are left out
   * @param reason why, 10 to 500 characters
   */
  public Beginning begin(
      Actor.Person by,
      SettingId home,
      RuleWish wish,
      List<String> words,
      Collection<SettingId> wanted,
      String reason) {
    String why = reason.strip();
    if (why.length() < PolicyFiles.SHORTEST_REASON || why.length() > PolicyFiles.LONGEST_REASON) {
      return new Beginning.Refused("Say why in one sentence of 10 to 500 letters.");
    }
    List<RolesIn> own =
        settingsOf(by.account()).stream().filter(each -> wanted.contains(each.setting())).toList();
    List<Outlook> outlooks = outlook(own, wish);
    if (outlooks.stream().allMatch(each -> each.does() == Does.LEAVE)) {
      return new Beginning.Refused("Choose at least one setting where something would change.");
    }
    Instant now = now();
    Spread spread =
        new Spread(
            UUID.randomUUID(),
            home,
            wish.rule(),
            words,
            why,
            Spread.State.GOING,
            0,
            0,
            now,
            "",
            by.account(),
            by.name(),
            now,
            Optional.empty());
    database.useTransaction(
        tx -> {
          store.insert(tx, spread, outlooks.stream().map(Outlook::setting).toList());
          note(tx, home, by, "spread-begun", spread, outlooks.size() + " settings: " + why);
        });
    outlooks.forEach(each -> begin(spread, by, wish, each));
    return new Beginning.Begun(spread.id());
  }

  private void begin(Spread spread, Actor.Person by, RuleWish wish, Outlook outlook) {
    SettingId setting = outlook.setting();
    PolicyOutcome outcome = files.tighten(setting, by, wish, spread.reason(), spread.id());
    database.useTransaction(
        tx -> {
          switch (outcome) {
            case PolicyOutcome.Applied _ ->
                store.answered(
                    tx,
                    spread.id(),
                    setting,
                    Answer.CHANGED,
                    "",
                    outlook.laptops(),
                    Optional.empty());
            case PolicyOutcome.Proposed proposed ->
                store.answered(
                    tx,
                    spread.id(),
                    setting,
                    Answer.ASKED,
                    "",
                    outlook.laptops(),
                    Optional.of(proposed.proposal()));
            case PolicyOutcome.Refused(String sentence) -> left(tx, spread, setting, sentence);
            case PolicyOutcome.NothingChanged _, PolicyOutcome.TurnedDown _ ->
                left(tx, spread, setting, outlook.word());
          }
        });
  }

  private void left(Transaction tx, Spread spread, SettingId setting, String word) {
    store.answered(tx, spread.id(), setting, Answer.LEFT, word, 0, Optional.empty());
  }

  /** Goes on where laptops have answered; run each minute after the rollouts, by every console. */
  public void goOn() {
    for (UUID id : store.going()) {
      try {
        switch (decide(id)) {
          case NEXT -> fill(id);
          case STOP -> ended(id, Spread.State.STOPPED, "spread-stopped");
          case DONE -> ended(id, Spread.State.DONE, "spread-done");
          case WAIT -> {}
        }
        endParts(id);
      } catch (DatabaseUnavailableException e) {
        LOG.warn("A change over several settings waits: {}", e.getMessage());
      }
    }
  }

  /** What is to be done with one now. */
  private enum Next {
    /** Nothing: it is still begun, or is over. */
    WAIT,
    /** Laptops may get it, as many as the step says. */
    NEXT,
    /** It stopped in a setting. */
    STOP,
    /** Every laptop was reached. */
    DONE
  }

  private Next decide(UUID id) {
    return database.durably(
        tx -> {
          Optional<Spread> locked =
              store.locked(tx, id).filter(each -> each.state() == Spread.State.GOING);
          if (locked.isEmpty()) {
            return Next.WAIT;
          }
          Spread spread = locked.get();
          List<Part> parts = parts(tx, spread);
          boolean begins =
              parts.stream().anyMatch(each -> each.standing() == Standing.NOT_BEGUN)
                  && now().isBefore(spread.begunAt().plus(TO_BEGIN));
          if (begins) {
            return Next.WAIT;
          }
          return parts.stream().anyMatch(each -> each.standing() == Standing.STOPPED)
              ? Next.STOP
              : next(tx, spread, parts, now());
        });
  }

  private void ended(UUID id, Spread.State state, String act) {
    var _ =
        deciding(
            id,
            each -> each.state() == Spread.State.GOING,
            (tx, each) -> change(tx, each, state, "", new Actor.Console(), act, ""));
  }

  /** What is done with one that nobody else decides about meanwhile. */
  private interface Decided {
    void done(Transaction tx, Spread spread);
  }

  /**
   * Does something that stands in the log of every setting where it is open.
   *
   * @return whether it was done
   */
  private boolean deciding(UUID id, Predicate<Spread> still, Decided work) {
    return database.durably(
        tx -> {
          store
              .find(tx, id)
              .ifPresent(each -> concerned(tx, each).forEach(to -> SettingStore.lock(tx, to)));
          Optional<Spread> spread = store.locked(tx, id).filter(still);
          spread.ifPresent(each -> work.done(tx, each));
          return spread.isPresent();
        });
  }

  private void change(
      Transaction tx,
      Spread spread,
      Spread.State state,
      String stopReason,
      Actor by,
      String act,
      String detail) {
    concerned(tx, spread).forEach(setting -> note(tx, setting, by, act, spread, detail));
    store.update(tx, spread.id(), state, spread.step(), spread.reach(), now(), stopReason);
  }

  /** The settings whose log it belongs into, always in the same order: their locks are taken so. */
  private List<SettingId> concerned(Transaction tx, Spread spread) {
    return Stream.concat(
            Stream.of(spread.home()),
            store.parts(tx, spread.id()).stream()
                .map(SpreadStore.Row::part)
                .filter(each -> each.standing().isOpen())
                .map(Part::setting))
        .distinct()
        .sorted(Comparator.comparing(SettingId::value))
        .toList();
  }

  /** Its settings; one that went on again after the others left it behind is with them again. */
  private List<Part> parts(Transaction tx, Spread spread) {
    List<Part> all = new ArrayList<>();
    for (SpreadStore.Row row : store.parts(tx, spread.id())) {
      if (row.passed() && row.part().standing() != Standing.PASSED) {
        store.passed(tx, spread.id(), row.part().setting(), false);
      }
      all.add(row.part());
    }
    return all;
  }

  private Next next(Transaction tx, Spread spread, List<Part> parts, Instant now) {
    List<Place> places = store.places(tx, spread.id());
    List<Place> step =
        places.stream()
            .filter(each -> each.taken() && each.going() && each.step() == spread.step())
            .toList();
    List<Place> waiting =
        step.stream().filter(each -> each.state() == LaptopState.WAITING).toList();
    boolean late = waiting.stream().allMatch(each -> late(tx, each.setting(), spread, now));
    boolean any = step.stream().anyMatch(each -> each.state() == LaptopState.PROVED);
    if (!waiting.isEmpty() && (!late || !any)) {
      // This step may have room left, for laptops of people who have agreed meanwhile.
      return Next.NEXT;
    }
    int taken = (int) places.stream().filter(Place::taken).count();
    boolean more = places.stream().anyMatch(each -> !each.taken() && each.going());
    if (more && spread.step() > 0 && step.isEmpty() && taken < spread.reach()) {
      // Another console has only just begun this step.
      return Next.NEXT;
    }
    if (more) {
      int reach = taken + (spread.step() == 0 ? 1 : tenth(parts));
      store.update(tx, spread.id(), Spread.State.GOING, spread.step() + 1, reach, now, "");
      return Next.NEXT;
    }
    boolean asked = parts.stream().anyMatch(each -> each.standing() == Standing.ASKED);
    boolean left = parts.stream().anyMatch(each -> each.standing() == Standing.PASSED);
    return asked || left ? Next.WAIT : Next.DONE;
  }

  /** A tenth of what follows the first laptop, of all settings together. */
  private static int tenth(List<Part> parts) {
    int all = parts.stream().mapToInt(Part::laptops).sum();
    return Math.max(1, (all - 1 + 9) / 10);
  }

  private boolean late(Transaction tx, SettingId setting, Spread spread, Instant now) {
    Calendar calendar = files.calendar(tx, setting);
    return !now.isBefore(spread.stepAt().plus(LONGEST))
        || new OpenTime(calendar).between(spread.stepAt(), now).compareTo(Rollouts.PATIENCE) >= 0;
  }

  /** Takes it to as many laptops as this step may come to, whoever was heard of last first. */
  private void fill(UUID id) {
    record Now(Spread spread, List<Place> chosen) {}
    Optional<Now> now =
        database.inTransaction(
            tx ->
                store
                    .find(tx, id)
                    .filter(each -> each.state() == Spread.State.GOING)
                    .map(spread -> new Now(spread, chosen(spread, store.places(tx, id)))));
    if (now.isEmpty()) {
      return;
    }
    Map<SettingId, List<Place>> bySetting =
        now.get().chosen().stream()
            .collect(
                Collectors.groupingBy(Place::setting, LinkedHashMap::new, Collectors.toList()));
    bySetting.forEach((setting, places) -> take(now.get().spread(), setting, places));
  }

  private static List<Place> chosen(Spread spread, List<Place> places) {
    long taken = places.stream().filter(Place::taken).count();
    return places.stream()
        .filter(each -> !each.taken() && each.going())
        .sorted(
            Comparator.comparing((Place each) -> each.seenAt().orElse(Instant.EPOCH))
                .reversed()
                .thenComparing(each -> each.laptop().value()))
        .limit(Math.max(0, spread.reach() - taken))
        .toList();
  }

  private void take(Spread asked, SettingId setting, List<Place> places) {
    Set<DeviceId> laptops = places.stream().map(Place::laptop).collect(Collectors.toSet());
    List<DeviceId> told =
        database.durably(
            tx -> {
              SettingStore.lock(tx, setting);
              boolean same =
                  store
                      .locked(tx, asked.id())
                      .filter(each -> each.state() == Spread.State.GOING)
                      .filter(each -> each.step() == asked.step())
                      .filter(each -> room(tx, each) >= laptops.size())
                      .isPresent();
              return same
                  ? going(tx, setting, places.getFirst().rollout())
                      .map(each -> rollouts.take(tx, setting, each, laptops, asked.step()))
                      .orElse(List.of())
                  : List.<DeviceId>of();
            });
    policies.tell(setting, told);
  }

  /** How many more this step may come to: another console may be at it as well. */
  private long room(Transaction tx, Spread spread) {
    return spread.reach() - store.places(tx, spread.id()).stream().filter(Place::taken).count();
  }

  private Optional<Rollout> going(Transaction tx, SettingId setting, UUID rollout) {
    return rollouts.find(tx, setting, rollout).filter(each -> each.state() == Rollout.State.GOING);
  }

  /**
   * How far it is.
   *
   * @param spread the change
   * @param places its laptops
   * @param late settings whose laptops have had their time
   */
  private record Here(Spread spread, List<Place> places, Set<SettingId> late) {
    private List<Place> step() {
      return places.stream()
          .filter(each -> each.taken() && each.going() && each.step() == spread.step())
          .toList();
    }

    private boolean isSilent() {
      List<Place> waiting = step().stream().filter(Spreads::waits).toList();
      return spread.state() == Spread.State.GOING
          && !waiting.isEmpty()
          && step().stream().noneMatch(each -> each.state() == LaptopState.PROVED)
          && waiting.stream().allMatch(each -> late.contains(each.setting()));
    }

    private boolean isOver(Part part) {
      return part.standing() == Standing.GOING
          && places.stream()
              .filter(each -> each.setting().equals(part.setting()))
              .allMatch(
                  each ->
                      each.taken()
                          && (!waits(each)
                              || each.step() < spread.step()
                              || spread.state() == Spread.State.DONE));
    }
  }

  private Here here(Transaction tx, Spread spread) {
    List<Place> places = store.places(tx, spread.id());
    Set<SettingId> late =
        places.stream()
            .filter(Spreads::waits)
            .map(Place::setting)
            .distinct()
            .filter(each -> late(tx, each, spread, now()))
            .collect(Collectors.toSet());
    return new Here(spread, places, late);
  }

  /**
   * Ends it where every laptop was reached and is waited for no more, and stops it where no laptop
   * of a whole step has answered.
   */
  private void endParts(UUID id) {
    Optional<Here> found =
        database.inTransaction(tx -> store.find(tx, id).map(spread -> here(tx, spread)));
    if (found.isEmpty()) {
      return;
    }
    Here here = found.get();
    if (here.spread().state() == Spread.State.TAKEN_BACK) {
      endTakenBack(here.spread(), here.places());
    } else if (here.isSilent()) {
      here.step().stream()
          .filter(Spreads::waits)
          .collect(Collectors.toMap(Place::setting, Place::rollout, (one, other) -> one))
          .forEach(this::stopSilent);
    } else {
      database.inTransaction(tx -> parts(tx, here.spread())).stream()
          .filter(here::isOver)
          .forEach(part -> finish(here.spread(), part));
    }
  }

  private void stopSilent(SettingId setting, UUID rollout) {
    within(
        setting,
        rollout,
        (tx, each) -> {
          rollouts.stop(tx, setting, each, "No laptop of this step has answered in time.");
          return List.of();
        });
  }

  private void finish(Spread spread, Part part) {
    within(
        part.setting(),
        part.rollout().orElseThrow(),
        (tx, each) ->
            spread.state() == Spread.State.DONE || each.stepAt().plus(WATCHED).isBefore(now())
                ? rollouts.finish(tx, part.setting(), each)
                : List.of());
  }

  /** The console was stopped while it was taken back: people of the setting decide. */
  private void endTakenBack(Spread spread, List<Place> places) {
    if (now().isBefore(spread.stepAt().plus(TO_BEGIN))) {
      return;
    }
    places.stream()
        .filter(Place::going)
        .collect(Collectors.toMap(Place::setting, Place::rollout, (one, other) -> one))
        .forEach(
            (setting, rollout) ->
                within(
                    setting,
                    rollout,
                    (tx, each) -> {
                      if (each.way() == RolloutWay.WITH_OTHERS) {
                        handOver(tx, setting, each, spread.begunByName());
                      }
                      return List.of();
                    }));
  }

  /** From now on it is for the setting's own people to decide. */
  private void handOver(Transaction tx, SettingId setting, Rollout rollout, String who) {
    rollouts.detach(tx, setting, rollout);
    rollouts.stop(
        tx,
        setting,
        rollout,
        "%s took it back. Decide whether the rule is put back here too.".formatted(who));
  }

  private static boolean waits(Place each) {
    return each.taken() && each.going() && each.state() == LaptopState.WAITING;
  }

  /** What is done with a rollout of it that goes on. */
  private interface Work {
    List<DeviceId> done(Transaction tx, Rollout rollout);
  }

  private void within(SettingId setting, UUID rollout, Work work) {
    List<DeviceId> told =
        database.durably(
            tx -> {
              SettingStore.lock(tx, setting);
              return going(tx, setting, rollout).map(each -> work.done(tx, each)).orElse(List.of());
            });
    policies.tell(setting, told);
  }

  /** What a person decides about one that is open. */
  public enum Act {
    /** No other laptop gets it. */
    STOP,
    /** It goes on. */
    GO_ON,
    /** Every setting is to be as it was. */
    TAKE_BACK
  }

  /**
   * Whether a person may decide about it: whoever began it, and whoever may ask for changes in all
   * the settings where it is still open.
   *
   * @param own the settings where the person may ask for changes
   */
  public boolean mayDecide(UUID person, Spread spread, Collection<SettingId> own) {
    List<Part> parts =
        database.inTransaction(
            tx -> store.parts(tx, spread.id()).stream().map(SpreadStore.Row::part).toList());
    return spread.begunBy().equals(person)
        ? parts.stream().anyMatch(each -> own.contains(each.setting()))
        : !parts.isEmpty()
            && parts.stream()
                .filter(each -> each.standing().isOpen())
                .allMatch(each -> own.contains(each.setting()))
            && parts.stream().anyMatch(each -> own.contains(each.setting()));
  }

  /**
   * Decides about one.
   *
   * @param by who may decide it
   * @param reason why, 10 to 500 characters
   * @return why it was not done, one sentence; empty where it was
   */
  public Optional<String> act(UUID id, Actor.Person by, Act act, String reason) {
    String why = reason.strip();
    if (why.length() < PolicyFiles.SHORTEST_REASON || why.length() > PolicyFiles.LONGEST_REASON) {
      return Optional.of("Say why in one sentence of 10 to 500 letters.");
    }
    List<RolesIn> own = settingsOf(by.account());
    Optional<Spread> found = database.inTransaction(tx -> store.find(tx, id));
    Set<SettingId> ids = own.stream().map(RolesIn::setting).collect(Collectors.toSet());
    if (found.isEmpty() || !mayDecide(by.account(), found.get(), ids)) {
      return Optional.of(
          "Whoever began it decides, or somebody who may ask for changes in all its settings.");
    }
    return switch (act) {
      case STOP -> stop(id, by, why);
      case GO_ON -> goOn(id, by, own, why);
      case TAKE_BACK -> takeBack(id, by, why);
    };
  }

  private Optional<String> stop(UUID id, Actor.Person by, String why) {
    return deciding(
            id,
            each -> each.state() == Spread.State.GOING,
            (tx, each) ->
                change(
                    tx,
                    each,
                    Spread.State.STOPPED,
                    by.name() + ": " + why,
                    by,
                    "spread-stopped",
                    why))
        ? Optional.empty()
        : Optional.of("It does not go on any more.");
  }

  private Optional<String> goOn(UUID id, Actor.Person by, List<RolesIn> own, String why) {
    Set<SettingId> switches =
        own.stream()
            .filter(each -> each.may(Right.SWITCH_RULE))
            .map(RolesIn::setting)
            .collect(Collectors.toSet());
    for (SpreadStore.Row row : database.inTransaction(tx -> store.parts(tx, id))) {
      Part part = row.part();
      if (switches.contains(part.setting())
          && (part.standing() == Standing.STOPPED || part.standing() == Standing.PASSED)) {
        boolean _ = rollouts.continueWith(part.setting(), part.rollout().orElseThrow(), by, why);
      }
    }
    return deciding(
            id,
            each -> each.state() == Spread.State.STOPPED,
            (tx, each) -> {
              change(tx, each, Spread.State.GOING, "", by, "spread-continued", why);
              parts(tx, each).stream()
                  .filter(part -> part.standing() == Standing.STOPPED)
                  .forEach(part -> store.passed(tx, id, part.setting(), true));
            })
        ? Optional.empty()
        : Optional.of("It is not stopped.");
  }

  /**
   * In each setting its own people's rights decide: where the person may, the rule is as it was at
   * once; elsewhere people there are asked, and until they answer no other laptop gets the change.
   */
  private Optional<String> takeBack(UUID id, Actor.Person by, String why) {
    boolean taken =
        deciding(
            id,
            Spread::isOpen,
            (tx, each) ->
                change(
                    tx,
                    each,
                    Spread.State.TAKEN_BACK,
                    by.name() + ": " + why,
                    by,
                    "spread-taken-back",
                    why));
    if (!taken) {
      return Optional.of("It is over already. There is nothing to take back any more.");
    }
    List<SettingId> all =
        database.inTransaction(
            tx -> store.parts(tx, id).stream().map(row -> row.part().setting()).toList());
    for (SettingId setting : all) {
      takeBack(id, setting, by, why);
    }
    return Optional.empty();
  }

  private void takeBack(UUID id, SettingId setting, Actor.Person by, String why) {
    Part part =
        database.inTransaction(tx -> store.parts(tx, id)).stream()
            .map(SpreadStore.Row::part)
            .filter(each -> each.setting().equals(setting))
            .findFirst()
            .orElseThrow();
    part.proposal().ifPresent(proposal -> files.withdraw(setting, proposal, by, why));
    Optional<Rollout> rollout =
        part.rollout()
            .flatMap(each -> database.inTransaction(tx -> rollouts.find(tx, setting, each)))
            .filter(each -> each.state() != Rollout.State.PUT_BACK);
    if (rollout.isEmpty()) {
      return;
    }
    KeptPolicy current = files.current(setting);
    boolean changedSince =
        files
            .versions()
            .version(setting, rollout.get().version())
            .filter(each -> !RuleParts.same(each.policy(), current.policy(), rollout.get().rule()))
            .isPresent();
    if (changedSince) {
      // Somebody there has decided about the rule since: that stands.
      return;
    }
    SettingPolicy wanted = rollouts.without(setting, rollout.get(), current.policy());
    PolicyOutcome _ = files.change(setting, by, wanted, Optional.of(current.version()), why);
    boolean _ =
        database.durably(
            tx -> {
              SettingStore.lock(tx, setting);
              Optional<Rollout> open =
                  rollouts.find(tx, setting, rollout.get().id()).filter(Rollout::isOpen);
              open.ifPresent(each -> handOver(tx, setting, each, by.name()));
              return open.isPresent();
            });
  }

  private void note(
      Transaction tx, SettingId setting, Actor by, String act, Spread spread, String detail) {
    audit.append(
        tx,
        setting,
        by,
        act,
        "spread:" + spread.id(),
        spread.rule().id() + (detail.isEmpty() ? "" : ", " + detail));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
