package io.stairgate.console.policy;

import io.stairgate.console.account.ApproverStore;
import io.stairgate.console.account.Deciders;
import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.token.ApiTokenStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Changes what a setting decided about its laptops, and finds who must agree first. There is one
 * truth, the file; each change of it is a version with a reason.
 *
 * <p>A person who may switch rules changes them at once, as long as nothing gets looser. What gets
 * looser needs a second person where the policy says so and there is one ({@link
 * Decision#LOOSEN_RULE}, {@link Deciders}). What technicians, providers, programs and the command
 * line ask for always waits for a person who may decide; only where nobody may at all, the command
 * line's change holds at once. Any thread may use it.
 *
 * <p>Over 300 lines because change, proposal, decision and putting back are one set of rules under
 * one lock.
 */
public final class PolicyFiles {
  /** The shortest reason, characters. */
  public static final int SHORTEST_REASON = 10;

  /** The longest reason, characters. */
  public static final int LONGEST_REASON = 500;

  /** How many changes may wait at once in a setting. */
  public static final int MOST_WAITING = 50;

  private static final PolicyOutcome NO_REASON =
      new PolicyOutcome.Refused("Say why in one sentence of 10 to 500 letters.");

  private final Database database;
  private final SettingPolicyStore store;
  private final ProposalStore proposals;
  private final Rollouts rollouts;
  private final Spreads spreads;
  private final Policies policies;
  private final SettingStore settings;
  private final MemberStore members;
  private final ApproverStore approvers;
  private final AuditStore audit;
  private final InstantSource clock;

  /**
   * Wires it.
   *
   * @param policies signs what was decided
   * @param alerts what people must look at: a change that stopped on its way
   */
  public PolicyFiles(
      Database database,
      PolicyStore store,
      Policies policies,
      SettingStore settings,
      MemberStore members,
      ApproverStore approvers,
      AuditStore audit,
      AlertStore alerts,
      InstantSource clock) {
    this.database = database;
    this.store = store.files();
    this.proposals = new ProposalStore(database);
    this.rollouts = new Rollouts(database, store, policies, audit, alerts, clock);
    this.policies = policies;
    this.settings = settings;
    this.members = members;
    this.approvers = approvers;
    this.audit = audit;
    this.clock = clock;
    this.spreads = new Spreads(database, this, rollouts, policies, members, audit, clock);
  }

  /** The versions that were. */
  public SettingPolicyStore versions() {
    return store;
  }

  /** Changes that come to the laptops step by step. */
  public Rollouts rollouts() {
    return rollouts;
  }

  /** Changes of a rule over several settings. */
  public Spreads spreads() {
    return spreads;
  }

  /** The proposals that wait and waited. */
  public ProposalStore proposals() {
    return proposals;
  }

  /** What holds now, without what is said of laptops that are none any more. */
  public KeptPolicy current(SettingId setting) {
    return database.inTransaction(transaction -> current(transaction, setting));
  }

  /** Like {@link #current(SettingId)}, within the caller's transaction. */
  public KeptPolicy current(Transaction transaction, SettingId setting) {
    return current(transaction, setting, store.laptops(transaction, setting));
  }

  /**
   * What holds in a setting for all laptops alike: its calendar, its groups, the numbers of its
   * rules. Laptops that went meanwhile may still stand in it, so that nothing is looked through.
   */
  public SettingPolicy held(SettingId setting) {
    return store.current(setting).policy();
  }

  /** Number of the version that holds; 0: the defaults. */
  public long version(SettingId setting) {
    return store.current(setting).version();
  }

  /** What holds in several settings, for all laptops alike. */
  public Map<SettingId, SettingPolicy> heldIn(Collection<SettingId> settings) {
    Map<SettingId, SettingPolicy> kept = store.current(settings);
    Map<SettingId, SettingPolicy> all = new HashMap<>();
    settings.forEach(
        setting -> all.put(setting, kept.getOrDefault(setting, SettingPolicy.DEFAULT)));
    return all;
  }

  /** When a setting is open. */
  Calendar calendar(Transaction transaction, SettingId setting) {
    return store.current(transaction, setting).policy().calendar();
  }

  private KeptPolicy current(Transaction transaction, SettingId setting, LaptopNames names) {
    KeptPolicy kept = store.current(transaction, setting);
    return new KeptPolicy(kept.heading(), kept.policy().keeping(names::knows));
  }

  /** The laptops that a file may name. */
  public LaptopNames laptops(SettingId setting) {
    return database.inTransaction(transaction -> store.laptops(transaction, setting));
  }

  /** The file as people keep it: laptops by nickname, with the setting's name. */
  public String export(SettingId setting) {
    return PolicyFile.write(current(setting).policy(), laptops(setting), name(setting));
  }

  /** The file that would say another policy. */
  public String export(SettingId setting, SettingPolicy policy) {
    return PolicyFile.write(policy, laptops(setting), name(setting));
  }

  /** Reads a file that somebody gave, and checks that it is for this setting. */
  public PolicyFile.Reading read(SettingId setting, String text) {
    PolicyFile.Reading reading = PolicyFile.read(text, laptops(setting));
    String name = name(setting);
    if (reading instanceof PolicyFile.Reading.Good(SettingPolicy _, Optional<String> said)
        && said.filter(other -> !other.equals(name)).isPresent()) {
      return new PolicyFile.Reading.Refused(
          1,
          "This file is for \"%s\" and this is \"%s\"; check that it is the right file, or change"
                  .formatted(Words.told(said.get()), Words.told(name))
              + " its line \"setting\".");
    }
    return reading;
  }

  private String name(SettingId setting) {
    return settings.find(setting).map(Setting::name).orElse("");
  }

  /** What a policy would change. */
  public List<PolicyChange> diff(SettingId setting, SettingPolicy wanted) {
    return PolicyDiff.between(current(setting).policy(), wanted, laptops(setting));
  }

  /**
   * Changes the policy, or asks for the change.
   *
   * @param by who wants it
   * @param wanted what is to hold
   * @param base the version that was looked at; empty: whichever holds
   * @param reason why, 10 to 500 characters
   */
  public PolicyOutcome change(
      SettingId setting, Actor by, SettingPolicy wanted, Optional<Long> base, String reason) {
    return change(setting, by, current -> wanted, base, reason, Optional.empty());
  }

  /**
   * Like {@link #change(SettingId, Actor, SettingPolicy, Optional, String)}, for a change that
   * comes to the laptops step by step. What gets looser comes to all at once whatever the plan
   * says.
   *
   * @param plan the one rule that changes, and the steps
   */
  public PolicyOutcome change(
      SettingId setting,
      Actor by,
      SettingPolicy wanted,
      Optional<Long> base,
      String reason,
      RolloutPlan plan) {
    return change(setting, by, current -> wanted, base, reason, Optional.of(plan));
  }

  /**
   * Like {@link #change(SettingId, Actor, SettingPolicy, Optional, String)}, for a change of one
   * part whatever the rest says.
   *
   * @param part what is to hold, from what holds
   */
  public PolicyOutcome change(
      SettingId setting, Actor by, UnaryOperator<SettingPolicy> part, String reason) {
    return change(setting, by, part, Optional.empty(), reason, Optional.empty());
  }

  /**
   * Makes a rule stricter in one of the settings of a change over several; laptops follow when
   * their turn comes. Never makes anything looser.
   *
   * @param wish what is to hold everywhere in the setting
   * @param spread that change
   */
  PolicyOutcome tighten(SettingId setting, Actor by, RuleWish wish, String reason, UUID spread) {
    return change(
        setting,
        by,
        wish::tightening,
        Optional.empty(),
        reason,
        Optional.of(RolloutPlan.of(wish.rule(), spread)));
  }

  /** Whether what was changed would be in the way, or the policy too long: one sentence. */
  Optional<String> hindrance(SettingId setting, SettingPolicy wanted) {
    return database.inTransaction(
        transaction -> {
          LaptopNames names = store.laptops(transaction, setting);
          return hindrance(
              transaction, setting, current(transaction, setting, names), wanted, names);
        });
  }

  private Optional<String> hindrance(
      Transaction transaction,
      SettingId setting,
      KeptPolicy current,
      SettingPolicy wanted,
      LaptopNames names) {
    Optional<String> underWay = rollouts.refusal(transaction, setting, current.policy(), wanted);
    if (underWay.isPresent()) {
      return underWay;
    }
    return isTooLong(wanted, names, setting)
        ? Optional.of(
            "The policy would be longer than a file may be, 256 KiB or 25,000 parts; make groups"
                + " of laptops or shorten the lists.")
        : LaptopPolicy.problem(wanted, names);
  }

  /**
   * Sets how far a rule goes on one laptop.
   *
   * @return empty where the setting has no such laptop
   */
  public Optional<PolicyOutcome> setStage(
      SettingId setting, DeviceId device, Rule rule, Stage stage, Actor by, String reason) {
    if (!laptops(setting).knows(device)) {
      return Optional.empty();
    }
    return Optional.of(
        change(
            setting,
            by,
            current -> {
              RuleChange own = current.laptops().getOrDefault(device, Map.of()).get(rule);
              return current.with(
                  device,
                  new RuleChange(rule, Optional.of(stage), own == null ? Map.of() : own.values()));
            },
            reason));
  }

  /**
   * Makes an earlier version hold again, as a new version. What it says of laptops that are none
   * any more is left out.
   *
   * @return empty where the setting has no such version
   */
  public Optional<PolicyOutcome> putBack(SettingId setting, Actor by, long version, String reason) {
    return store
        .version(setting, version)
        .map(kept -> change(setting, by, kept.policy(), Optional.empty(), reason));
  }

  private PolicyOutcome change(
      SettingId setting,
      Actor by,
      UnaryOperator<SettingPolicy> part,
      Optional<Long> base,
      String reason,
      Optional<RolloutPlan> plan) {
    String why = reason.strip();
    if (!isReason(why)) {
      return NO_REASON;
    }
    return locked(
        setting,
        state -> {
          if (base.isPresent() && base.get() != state.current().version()) {
            return new PolicyOutcome.Refused(
                "The policy was changed meanwhile and is version %d now; look at the difference"
                        .formatted(state.current().version())
                    + " again before you apply it.");
          }
          SettingPolicy wanted = part.apply(state.current().policy()).keeping(state.names()::knows);
          List<PolicyChange> changes =
              PolicyDiff.between(state.current().policy(), wanted, state.names());
          if (changes.isEmpty()) {
            return new PolicyOutcome.NothingChanged();
          }
          if (plan.flatMap(RolloutPlan::spread).isPresent() && PolicyDiff.loosens(changes)) {
            return new PolicyOutcome.Refused(Spreads.LOOSER);
          }
          Optional<String> hindrance =
              hindrance(state.transaction(), setting, state.current(), wanted, state.names());
          return hindrance.isPresent()
              ? new PolicyOutcome.Refused(hindrance.get())
              : decide(
                  state,
                  by,
                  wanted,
                  changes,
                  why,
                  plan.filter(each -> !PolicyDiff.loosens(changes)));
        });
  }

  /** Whether it could not be read again: what is kept must be readable for ever. */
  private boolean isTooLong(SettingPolicy wanted, LaptopNames names, SettingId setting) {
    String shown = PolicyFile.write(wanted, names, name(setting));
    return !(PolicyFile.read(PolicyFile.kept(wanted), LaptopNames.IDS_ONLY)
            instanceof PolicyFile.Reading.Good)
        || !(PolicyFile.read(shown, names) instanceof PolicyFile.Reading.Good);
  }

  private PolicyOutcome decide(
      State state,
      Actor by,
      SettingPolicy wanted,
      List<PolicyChange> changes,
      String why,
      Optional<RolloutPlan> plan) {
    boolean looser = PolicyDiff.loosens(changes);
    Deciders others = deciders(state, own(state, MadeBy.of(by)));
    Standing standing = standing(state, by);
    return switch (standing) {
      case NONE -> new PolicyOutcome.Refused("You may not change the policy of this setting.");
      case ASKS -> propose(state, by, wanted, changes, why, looser, others, plan);
      case SERVER ->
          others.people().isEmpty()
              ? apply(
                  state, MadeBy.of(by), by, wanted, changes, why, Optional.empty(), looser, plan)
              : propose(state, by, wanted, changes, why, looser, others, plan);
      case DECIDES, SWITCHES -> {
        boolean second =
            looser
                && !others.people().isEmpty()
                && (standing == Standing.SWITCHES
                    || state.current().policy().secondPersonToLoosen());
        yield second
            ? propose(state, by, wanted, changes, why, looser, others, plan)
            : apply(
                state,
                MadeBy.of(by),
                by,
                wanted,
                changes,
                why,
                Optional.empty(),
                looser && others.people().isEmpty(),
                plan);
      }
      case CONSOLE ->
          apply(state, MadeBy.of(by), by, wanted, changes, why, Optional.empty(), false, plan);
    };
  }

  /** What somebody's word counts when a rule is to be changed. */
  private enum Standing {
    /** Nothing. */
    NONE,
    /** It is heard: another person decides. */
    ASKS,
    /** At the server: it is heard, and holds where nobody else may decide. */
    SERVER,
    /** May switch rules, and others decide what gets looser. */
    SWITCHES,
    /** May switch rules and decides what gets looser. */
    DECIDES,
    /** The console itself. */
    CONSOLE
  }

  private Standing standing(State state, Actor by) {
    return switch (by) {
      case Actor.Console _ -> Standing.CONSOLE;
      case Actor.CommandLine _ -> Standing.SERVER;
      case Actor.Program _ -> Standing.ASKS;
      case Actor.Laptop _ -> Standing.NONE;
      case Actor.Person person -> {
        Optional<Member> member =
            state.members().stream()
                .filter(each -> each.account().equals(person.account()))
                .findFirst();
        if (member.isEmpty() || !member.get().may(Right.PROPOSE_POLICY)) {
          yield Standing.NONE;
        }
        if (!member.get().may(Right.SWITCH_RULE)) {
          yield Standing.ASKS;
        }
        yield deciders(state, Optional.empty()).include(person.account())
            ? Standing.DECIDES
            : Standing.SWITCHES;
      }
    };
  }

  private static Deciders deciders(State state, Optional<UUID> own) {
    Set<Role> roles =
        state
            .current()
            .policy()
            .approvers()
            .getOrDefault(Decision.LOOSEN_RULE, Decision.LOOSEN_RULE.defaults());
    return Deciders.of(roles, state.members(), own.map(Set::of).orElse(Set.of()));
  }

  private static Deciders decidersOf(State state, Proposal proposal) {
    return deciders(state, own(state, proposal.madeBy()));
  }

  /** Whose own matter it is: the person who asks, or who made the program that does. */
  private static Optional<UUID> own(State state, MadeBy madeBy) {
    return madeBy.kind().equals("program")
        ? madeBy
            .id()
            .flatMap(token -> ApiTokenStore.maker(state.transaction(), state.setting(), token))
        : madeBy.person();
  }

  private PolicyOutcome propose(
      State state,
      Actor by,
      SettingPolicy wanted,
      List<PolicyChange> changes,
      String why,
      boolean looser,
      Deciders others,
      Optional<RolloutPlan> plan) {
    if (proposals.waiting(state.transaction(), state.setting(), Optional.empty()) >= MOST_WAITING) {
      return new PolicyOutcome.Refused(
          "There are 50 changes that wait already; ask for those to be decided first.");
    }
    Proposal proposal =
        new Proposal(
            UUID.randomUUID(),
            state.current().version(),
            wanted,
            looser,
            MadeBy.of(by),
            why,
            state.now(),
            Proposal.Outcome.WAITING,
            Optional.empty(),
            Optional.empty(),
            plan);
    proposals.insert(state.transaction(), state.setting(), proposal);
    note(
        state,
        by,
        "policy-proposed",
        "proposal:" + proposal.id(),
        "on version %d, %s: %s".formatted(state.current().version(), counted(changes), why));
    return new PolicyOutcome.Proposed(
        proposal.id(), changes, others.people().stream().map(Member::name).toList());
  }

  private PolicyOutcome apply(
      State state,
      MadeBy madeBy,
      Actor by,
      SettingPolicy wanted,
      List<PolicyChange> changes,
      String why,
      Optional<Actor.Person> approvedBy,
      boolean nobodyElse,
      Optional<RolloutPlan> plan) {
    long version = state.current().version() + 1;
    KeptPolicy next =
        new KeptPolicy(
            new PolicyHeading(
                version, madeBy, why, state.now(), approvedBy.map(Actor::name).orElse("")),
            wanted);
    Holds heldBefore = rollouts.holds(state.transaction(), state.setting());
    rollouts.endPutBack(
        state.transaction(), state.setting(), by, state.current().policy(), wanted, state.now());
    Optional<Rollout> begun =
        plan.flatMap(
            each ->
                rollouts.begin(
                    state.transaction(),
                    state.setting(),
                    each,
                    state.current(),
                    next,
                    state.names()));
    state.install(
        policies.install(
            state.transaction(),
            state.setting(),
            state.current().policy(),
            next,
            approvedBy.map(Actor.Person::account),
            state.names(),
            heldBefore,
            rollouts.holds(state.transaction(), state.setting())));
    begun.ifPresent(
        each -> {
          rollouts.reached(state.transaction(), state.setting(), each, 1, state.now());
          rollouts.noteBegun(state.transaction(), state.setting(), by, each);
        });
    approvers.put(state.transaction(), state.setting(), wanted.approvers());
    proposals.voidAll(state.transaction(), state.setting(), state.now());
    note(
        state,
        by,
        "policy-changed",
        "policy:" + version,
        counted(changes)
            + (nobodyElse ? ", nobody else could agree" : "")
            + approvedBy.map(person -> ", asked for by " + madeBy.name()).orElse("")
            + ": "
            + why);
    return new PolicyOutcome.Applied(version, changes, nobodyElse);
  }

  private static String counted(List<PolicyChange> changes) {
    long looser =
        changes.stream()
            .filter(change -> change.direction() == PolicyChange.Direction.LOOSER)
            .count();
    return changes.size()
        + (changes.size() == 1 ? " change" : " changes")
        + (looser == 0 ? "" : ", " + looser + " looser");
  }

  private void note(State state, Actor by, String act, String target, String detail) {
    audit.append(
        state.transaction(),
        state.setting(),
        by,
        act,
        target,
        detail.length() > 1000 ? detail.substring(0, 1000) : detail);
  }

  /**
   * Who may decide a proposal: never who made it.
   *
   * @param proposal one of the setting's
   */
  public Deciders deciders(SettingId setting, Proposal proposal) {
    return database.inTransaction(transaction -> decidersOf(state(transaction, setting), proposal));
  }

  /** How many changes wait for this person to decide. */
  public int waitingFor(SettingId setting, UUID account) {
    if (proposals.waiting(setting, Optional.of(account)) == 0) {
      return 0;
    }
    return (int)
        proposals.proposals(setting, true, MOST_WAITING).stream()
            .filter(proposal -> deciders(setting, proposal).include(account))
            .count();
  }

  /**
   * Agrees to a proposal: it holds from now on.
   *
   * @param by who agrees, with a second step just proved
   * @param word in that person's words, at most 500 characters; may be empty
   * @return empty where the setting has no such proposal
   */
  public Optional<PolicyOutcome> approve(SettingId setting, UUID id, Actor.Person by, String word) {
    return decided(
        setting,
        id,
        by,
        word.strip(),
        (state, proposal) -> {
          SettingPolicy wanted = proposal.policy().keeping(state.names()::knows);
          List<PolicyChange> changes =
              PolicyDiff.between(state.current().policy(), wanted, state.names());
          long version = state.current().version() + 1;
          proposals.decide(
              state.transaction(),
              setting,
              id,
              Proposal.Outcome.APPROVED,
              new Proposal.Decided(by.account(), by.name(), state.now(), word.strip()),
              Optional.of(version));
          return apply(
              state,
              proposal.madeBy(),
              by,
              wanted,
              changes,
              proposal.reason(),
              Optional.of(by),
              false,
              proposal.plan().filter(each -> !PolicyDiff.loosens(changes)));
        });
  }

  /**
   * Says no to a proposal.
   *
   * @param word why, 10 to 500 characters
   * @return empty where the setting has no such proposal
   */
  public Optional<PolicyOutcome> refuse(SettingId setting, UUID id, Actor.Person by, String word) {
    if (!isReason(word.strip())) {
      return Optional.of(NO_REASON);
    }
    return decided(
        setting,
        id,
        by,
        word.strip(),
        (state, proposal) -> {
          proposals.decide(
              state.transaction(),
              setting,
              id,
              Proposal.Outcome.REFUSED,
              new Proposal.Decided(by.account(), by.name(), state.now(), word.strip()),
              Optional.empty());
          note(state, by, "policy-refused", "proposal:" + id, word.strip());
          return new PolicyOutcome.TurnedDown();
        });
  }

  /** Takes back what somebody was asked in a change over several settings, while it waits. */
  void withdraw(SettingId setting, UUID id, Actor.Person by, String why) {
    var _ =
        locked(
            setting,
            state -> {
              boolean waits =
                  proposals
                      .proposal(state.transaction(), setting, id)
                      .filter(Proposal::waits)
                      .isPresent();
              if (waits) {
                proposals.decide(
                    state.transaction(),
                    setting,
                    id,
                    Proposal.Outcome.VOID,
                    new Proposal.Decided(by.account(), by.name(), state.now(), why),
                    Optional.empty());
                note(state, by, "policy-withdrawn", "proposal:" + id, why);
              }
              return new PolicyOutcome.TurnedDown();
            });
  }

  /** What is done with a proposal that may be decided by who decides it. */
  private interface Deciding {
    PolicyOutcome done(State state, Proposal proposal);
  }

  private Optional<PolicyOutcome> decided(
      SettingId setting, UUID id, Actor.Person by, String word, Deciding deciding) {
    if (word.length() > LONGEST_REASON) {
      return Optional.of(NO_REASON);
    }
    if (proposals.proposal(setting, id).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        locked(
            setting,
            state -> {
              Proposal proposal =
                  proposals.proposal(state.transaction(), setting, id).orElseThrow();
              if (!decidersOf(state, proposal).include(by.account())) {
                return new PolicyOutcome.Refused(
                    "This is for another person to decide; nobody decides what they asked for"
                        + " themselves.");
              }
              if (!proposal.waits() || proposal.baseVersion() != state.current().version()) {
                return new PolicyOutcome.Refused(
                    "This waits no longer, because it was decided or the policy was changed since;"
                        + " ask for it anew if it is still wanted.");
              }
              return deciding.done(state, proposal);
            }));
  }

  private static boolean isReason(String why) {
    return why.length() >= SHORTEST_REASON && why.length() <= LONGEST_REASON;
  }

  /**
   * Makes a first version from what was decided laptop by laptop before there was a file. Does
   * nothing where there is one already; nothing that a laptop follows changes.
   */
  public void takeOver() {
    for (Setting setting : settings.all()) {
      database.useTransaction(
          transaction -> {
            SettingStore.lock(transaction, setting.id());
            if (store.current(transaction, setting.id()).version() > 0) {
              return;
            }
            Map<DeviceId, Map<Rule, RuleChange>> decided =
                store.decidedByLaptop(transaction, setting.id());
            if (decided.isEmpty()) {
              return;
            }
            SettingPolicy policy = SettingPolicy.DEFAULT;
            for (Map.Entry<DeviceId, Map<Rule, RuleChange>> laptop : decided.entrySet()) {
              for (RuleChange change : laptop.getValue().values()) {
                policy = policy.with(laptop.getKey(), change);
              }
            }
            MadeBy console = MadeBy.of(new Actor.Console());
            PolicyHeading heading =
                new PolicyHeading(
                    1, console, "What was decided before there was a file.", now(), "");
            store.insert(
                transaction, setting.id(), new KeptPolicy(heading, policy), Optional.empty());
          });
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** What is so while the setting is locked, and what is to be told once it is committed. */
  private static final class State {
    private final Transaction transaction;
    private final SettingId setting;
    private final KeptPolicy current;
    private final LaptopNames names;
    private final List<Member> members;
    private final Instant now;
    private List<DeviceId> changed = List.of();

    State(
        Transaction transaction,
        SettingId setting,
        KeptPolicy current,
        LaptopNames names,
        List<Member> members,
        Instant now) {
      this.transaction = transaction;
      this.setting = setting;
      this.current = current;
      this.names = names;
      this.members = members;
      this.now = now;
    }

    Transaction transaction() {
      return transaction;
    }

    SettingId setting() {
      return setting;
    }

    KeptPolicy current() {
      return current;
    }

    LaptopNames names() {
      return names;
    }

    List<Member> members() {
      return members;
    }

    Instant now() {
      return now;
    }

    void install(List<DeviceId> laptops) {
      changed = laptops;
    }

    List<DeviceId> changed() {
      return changed;
    }
  }

  private State state(Transaction transaction, SettingId setting) {
    LaptopNames names = store.laptops(transaction, setting);
    Instant now = now();
    return new State(
        transaction,
        setting,
        current(transaction, setting, names),
        names,
        members.members(transaction, setting, now),
        now);
  }

  private PolicyOutcome locked(SettingId setting, Function<State, PolicyOutcome> work) {
    record Done(PolicyOutcome outcome, List<DeviceId> changed) {}
    Done done =
        database.durably(
            transaction -> {
              SettingStore.lock(transaction, setting);
              State state = state(transaction, setting);
              PolicyOutcome outcome = work.apply(state);
              return new Done(outcome, state.changed());
            });
    switch (done.outcome()) {
      case PolicyOutcome.Applied _, PolicyOutcome.Proposed _, PolicyOutcome.TurnedDown _ ->
          policies.tell(setting, done.changed());
      case PolicyOutcome.NothingChanged _, PolicyOutcome.Refused _ -> {}
    }
    return done.outcome();
  }
}
