package io.stairgate.agent.control;

import io.stairgate.agent.control.Holder.Change;
import io.stairgate.agent.control.Holder.Result;
import io.stairgate.agent.event.Drift;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the policy with the {@link Holder}: what is to be enforced and is not so is made so and
 * proved again; what is enforced no more is put back; what others changed is told. Fails closed: a
 * failure is shown in the rule's finding and tried again, later each time, never taken for done.
 *
 * <p>What others changed is told when it is found, as not put back, because putting back may take a
 * minute; once it is seen as it should be it is told again, as put back, with the same words and
 * the same {@link Drift#since}.
 *
 * <p>{@link #look} is called on the checks' thread and only reads. Changing may take a minute, so
 * it runs on a thread of its own, which ends when there is nothing left to do.
 *
 * <p>Over 300 lines because what is known of a rule, what is told of it and what is done about it
 * change together, under one lock.
 */
public final class Holds {
  private static final Logger LOG = Logger.getLogger(Holds.class.getName());
  private static final int MOST_TOLD = 4;
  private static final Duration FIRST_RETRY = Duration.ofMinutes(4);
  private static final Duration LONGEST_RETRY = Duration.ofHours(1);

  /** A rule that others change back again and again is put back this often and then more seldom. */
  static final int QUARRELS = 30;

  private static final Duration QUARREL_OVER = Duration.ofMinutes(10);

  /**
   * Here the passing of a day changes what is asked for: only with the system's word of a change
   * was it somebody else's doing.
   */
  private static final Set<Rule> BY_DATE =
      EnumSet.of(Rule.ACCOUNTS, Rule.SUSPEND, Rule.PASSWORD_AGE, Rule.ADMIN_RIGHTS);

  private final Holder holder;
  private final Outside outside;
  private final InstantSource clock;

  // All below is guarded by this.
  private final Map<Rule, State> states = new EnumMap<>(Rule.class);
  private final Map<Rule, Task> tasks = new EnumMap<>(Rule.class);
  private Policy policy = Policy.DEFAULT;
  private Optional<PolicyVersion> version = Optional.empty();
  private @Nullable Thread thread;
  private Map.@Nullable Entry<Rule, Task> acting;
  private boolean released;

  /** Held while the laptop is changed, so that a release waits for what has begun. */
  private final Object changing = new Object();

  /** Whom it tells; called on any thread. */
  public interface Outside {
    /** Something was changed by others; called in order and in haste: it must not wait. */
    void drifted(Drift drift);

    /** The laptop was changed: every rule is to be proved again. */
    void proveAgain();

    /** Which rules are as they are to be, for {@link Holds#expect} after the next start. */
    void complete(Set<Rule> rules);
  }

  /** What is known of one rule. */
  private static final class State {
    private @Nullable Instant completeAt;

    /** Told as changed by others, and not seen as it should be since. */
    private List<Change> drift = List.of();

    /** What was not as it should be at the last look, and when making it so was begun. */
    private List<Change> missing = List.of();

    private List<Change> begun = List.of();
    private long wordNanos;
    private String failure = "";
    private int tries;
    private Instant notBefore = Instant.MIN;
    private boolean seenMeanwhile;
    private int quarrels;
    private Instant lastQuarrel = Instant.MIN;
  }

  private enum Task {
    HOLD,
    PUT_BACK
  }

  /**
   * Nothing is done yet.
   *
   * @param holder changes the laptop
   * @param outside whom it tells
   * @param clock tells the time
   */
  public Holds(Holder holder, Outside outside, InstantSource clock) {
    this.holder = holder;
    this.outside = outside;
    this.clock = clock;
  }

  /**
   * What was so when the agent was last alive: a change meanwhile is told.
   *
   * @param rules the rules that were complete
   * @param policy the policy under which they were
   * @param at when that was last seen
   */
  public synchronized void expect(Set<Rule> rules, Optional<PolicyVersion> policy, Instant at) {
    version = policy;
    for (Rule rule : rules) {
      state(rule).completeAt = at;
    }
  }

  /**
   * Looks at what was proved, says in each finding what enforcing would change, and begins what is
   * to be done. Returns without waiting for it.
   *
   * @param wordNanos the system's word that led to this, {@link System#nanoTime}; 0: none
   */
  public List<Finding> look(List<Finding> findings, Policy policy, long wordNanos) {
    Set<Rule> holdable = holder.holdable();
    Set<Rule> held = holder.held();
    List<Finding> all = new ArrayList<>(findings.size());
    Set<Rule> complete = EnumSet.noneOf(Rule.class);
    synchronized (this) {
      this.policy = policy;
      if (!policy.version().equals(version)) {
        version = policy.version();
        states.clear(); // another policy asks for other things: nothing of it is a drift
      }
      for (Finding finding : findings) {
        Rule rule = finding.rule();
        if (!holdable.contains(rule)) {
          all.add(finding);
          continue;
        }
        Optional<List<Change>> missing = missing(holder, rule, policy);
        missing.ifPresent(changes -> judge(rule, changes, policy, wordNanos));
        if (state(rule).completeAt != null && state(rule).drift.isEmpty()) {
          complete.add(rule);
        }
        all.add(missing.map(changes -> withChanges(finding, changes)).orElse(finding));
      }
      putBackWhatIsOver(held, policy);
      begin();
    }
    outside.complete(complete);
    return all;
  }

  /** What enforcing would change, for a check beside the service; changes nothing. */
  public static List<Finding> preview(Holder holder, List<Finding> findings, Policy policy) {
    return findings.stream()
        .map(
            finding ->
                holder.holdable().contains(finding.rule())
                    ? missing(holder, finding.rule(), policy)
                        .map(changes -> changed(finding, changes))
                        .orElse(finding)
                    : finding)
        .toList();
  }

  private static Finding changed(Finding finding, List<Change> changes) {
    return finding.withChanges(changes.stream().map(Change::sentence).toList());
  }

  private static Optional<List<Change>> missing(Holder holder, Rule rule, Policy policy) {
    try {
      return Optional.of(holder.missing(rule, policy));
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "What enforcing " + rule.id() + " would change is not known", e);
      return Optional.empty();
    }
  }

  private Finding withChanges(Finding finding, List<Change> changes) {
    String failure = state(finding.rule()).failure;
    Finding with = changed(finding, changes);
    if (failure.isEmpty() || finding.stage() != Stage.ENFORCE) {
      return with;
    }
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(new Evidence("not enforced yet", failure));
    evidence.addAll(with.evidence());
    return new Finding(
        with.rule(),
        with.state(),
        with.hold(),
        with.stage(),
        with.provedAt(),
        evidence,
        with.sentence(),
        with.wouldChange(),
        with.canEnforce());
  }

  /** Decides for one rule; guarded by this. */
  private void judge(Rule rule, List<Change> missing, Policy policy, long wordNanos) {
    State state = state(rule);
    if (Map.entry(rule, Task.HOLD).equals(acting)) {
      // Half made: ufw shuts, opens and shuts again. What it comes to is seen at its end.
      state.seenMeanwhile |= !missing.isEmpty();
      return;
    }
    Stage stage = policy.stageOf(rule);
    Instant now = clock.instant();
    state.missing = missing;
    if (missing.isEmpty()) {
      whole(rule, state, now);
      return;
    }
    boolean byOthers =
        state.completeAt != null
            && state.drift.isEmpty()
            && (wordNanos != 0 || !BY_DATE.contains(rule));
    switch (stage) {
      case WATCH -> state.completeAt = null;
      case WARN -> {
        if (byOthers) {
          tell(rule, missing, state, wordNanos, false);
        }
        state.completeAt = null;
      }
      case ENFORCE -> {
        boolean may = !released && policy.version().isPresent() && !now.isBefore(state.notBefore);
        if (byOthers) {
          quarrel(state, now);
          tell(rule, missing, state, wordNanos, false);
          state.drift = missing;
          state.wordNanos = wordNanos;
        }
        if (may) {
          ask(rule, Task.HOLD);
        }
      }
    }
  }

  /** Nothing is missing: put right by what was being done for this rule, or by somebody. */
  private void whole(Rule rule, State state, Instant now) {
    if (!state.drift.isEmpty()) {
      tell(rule, state.drift, state, state.wordNanos, true);
    }
    state.completeAt = now;
    state.begun = List.of();
    state.failure = "";
    state.tries = 0;
    state.drift = List.of();
    if (now.isAfter(state.lastQuarrel.plus(QUARREL_OVER))) {
      state.quarrels = 0;
    }
    if (state.quarrels < QUARRELS) {
      state.notBefore = Instant.MIN;
    }
  }

  private static void quarrel(State state, Instant now) {
    state.quarrels++;
    state.lastQuarrel = now;
    if (state.quarrels == QUARRELS) {
      state.notBefore = now.plus(QUARREL_OVER);
    }
  }

  /** Guarded by this, so that the first word of a change is told before the second. */
  private void tell(Rule rule, List<Change> changes, State state, long wordNanos, boolean putBack) {
    Duration toldIn =
        wordNanos == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - wordNanos);
    Optional<Instant> since = Optional.ofNullable(state.completeAt);
    changes.stream()
        .limit(MOST_TOLD)
        .map(
            each ->
                new Drift(rule, each.what(), each.expected(), each.found(), since, putBack, toldIn))
        .forEach(outside::drifted);
  }

  /** Without a policy of a console nothing is put back: a policy that is lost loosens nothing. */
  private void putBackWhatIsOver(Set<Rule> held, Policy policy) {
    for (Rule rule : held) {
      boolean over = policy.version().isPresent() && policy.stageOf(rule) != Stage.ENFORCE;
      if (over && !released && !clock.instant().isBefore(state(rule).notBefore)) {
        ask(rule, Task.PUT_BACK);
      }
    }
  }

  /**
   * What is being done is not asked for a second time: what is seen half done is mostly whole when
   * it ends, and the second time would put right unseen what others change meanwhile.
   */
  private void ask(Rule rule, Task task) {
    if (Map.entry(rule, task).equals(acting)) {
      state(rule).seenMeanwhile = true;
    } else {
      tasks.put(rule, task);
    }
  }

  private State state(Rule rule) {
    return states.computeIfAbsent(rule, any -> new State());
  }

  private void begin() {
    if (thread == null && !tasks.isEmpty()) {
      Thread made = new Thread(this::work, "holds");
      made.setDaemon(true);
      thread = made;
      made.start();
    }
  }

  // ---- on the holds' thread

  private void work() {
    boolean changed = false;
    while (true) {
      Map.Entry<Rule, Task> next;
      synchronized (this) {
        if (tasks.isEmpty()) {
          acting = null;
          thread = null;
          break;
        }
        next = Map.entry(tasks.keySet().iterator().next(), tasks.values().iterator().next());
        tasks.remove(next.getKey());
        acting = next;
        State state = state(next.getKey());
        state.seenMeanwhile = false;
        state.begun = state.missing;
      }
      try {
        changed |= act(next.getKey(), next.getValue());
      } catch (InterruptedException e) {
        synchronized (this) {
          acting = null;
          thread = null;
        }
        return;
      }
    }
    if (changed) {
      outside.proveAgain();
    }
  }

  /** True where the laptop was changed. */
  private boolean act(Rule rule, Task task) throws InterruptedException {
    Result result;
    synchronized (changing) {
      if (isReleased()) {
        return false;
      }
      try {
        result = task == Task.HOLD ? holder.hold(rule) : holder.putBack(rule);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "The rule " + rule.id() + " could not be changed", e);
        result = new Result.Failed("The agent had a fault. Its log says more.");
      }
    }
    return came(rule, task, result);
  }

  /** What came of it, as it is seen from here; true where it is to be shown at once. */
  private synchronized boolean came(Rule rule, Task task, Result result) {
    acting = null;
    State state = state(rule);
    Optional<List<Change>> left =
        task == Task.HOLD ? missing(holder, rule, policy) : Optional.empty();
    boolean again = left.filter(changes -> !changes.equals(state.begun)).isPresent();
    return switch (result) {
      case Result.Done() -> {
        if (left.filter(List::isEmpty).isPresent()) {
          whole(rule, state, clock.instant());
        } else {
          // What is made without effect is not tried every few seconds.
          later(state, again);
        }
        yield true;
      }
      case Result.Failed(String sentence) -> {
        boolean same = sentence.equals(state.failure);
        state.failure = sentence;
        later(state, again);
        yield !same; // shown at once, and not proved again and again
      }
    };
  }

  private void later(State state, boolean another) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(state.tries, 4));
    state.tries++;
    Instant next = clock.instant().plus(wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait);
    state.notBefore = next.isAfter(state.notBefore) ? next : state.notBefore;
    if ((another || state.seenMeanwhile) && state.tries == 1 && state.quarrels < QUARRELS) {
      state.notBefore = Instant.MIN; // changed while it was made: once more at once
    }
  }

  private synchronized boolean isReleased() {
    return released;
  }

  // ---- the release

  /**
   * Puts back everything and holds nothing any more until {@link #holdAgain}. Waits for a change
   * that has begun.
   *
   * @return what could not be put back, a sentence each
   */
  public List<String> release() throws InterruptedException {
    synchronized (this) {
      released = true;
      tasks.clear();
    }
    synchronized (changing) {
      return holder.putBackAll();
    }
  }

  /** After a new policy: it is followed again. */
  public synchronized void holdAgain() {
    released = false;
    states.values().forEach(state -> state.notBefore = Instant.MIN);
  }
}
