package io.stairgate.agent;

import io.stairgate.agent.config.AgentConfig;
import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.control.AgentHealth;
import io.stairgate.agent.control.ChangeListener;
import io.stairgate.agent.control.ChangeWatch;
import io.stairgate.agent.control.Control;
import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.control.Holds;
import io.stairgate.agent.control.MediaControl;
import io.stairgate.agent.control.MediaListener;
import io.stairgate.agent.control.Messenger;
import io.stairgate.agent.control.Notice;
import io.stairgate.agent.control.OwnParts;
import io.stairgate.agent.control.ReportConcern;
import io.stairgate.agent.event.AgentAction;
import io.stairgate.agent.event.AgentEvent;
import io.stairgate.agent.event.Drift;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.event.Posture;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.ScanProgress;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.journal.Journal;
import io.stairgate.agent.journal.Limits;
import io.stairgate.agent.link.Link;
import io.stairgate.agent.link.LinkOwner;
import io.stairgate.agent.link.LinkState;
import io.stairgate.agent.local.Json;
import io.stairgate.agent.local.LocalServer;
import io.stairgate.agent.local.Question;
import io.stairgate.agent.local.Status;
import io.stairgate.agent.platform.Platform;
import io.stairgate.agent.policy.PermissionStore;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.PolicyStore;
import io.stairgate.agent.policy.PolicyVerifier;
import io.stairgate.agent.policy.SignedPermissions;
import io.stairgate.agent.policy.SignedPolicy;
import io.stairgate.agent.policy.TelephoneBook;
import io.stairgate.agent.wire.TelephoneSecret;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The service. Starts its parts in this order and stops them in the other: policy, portable media
 * (from here on it protects), service manager told, journal, local socket, checks, link. Nothing
 * that comes later can hold up what comes earlier: without a console, without an enrolment, with a
 * full disk it protects all the same.
 *
 * <p>Over 300 lines because it is the one place that connects events, controls and effects.
 */
public final class Agent implements AutoCloseable {
  /** The agent's version; the build checks that it is the project's. */
  public static final String VERSION = "0.1.0";

  /** No check waits; 0 is a check without the system's word. */
  private static final long NO_WORD = Long.MIN_VALUE;

  private static final Logger LOG = Logger.getLogger(Agent.class.getName());
  private static final String RUNNING = "running";

  /** Folder of what controls note from check to check. */
  static final String NOTES = "rules";

  /** Folder of what is noted of people: who has read the notice, what they were told. */
  static final String PEOPLE = "people";

  private static final String TAMPERED = "tampered";

  private static final Duration CHECK_EVERY = Duration.ofMinutes(5);
  private static final Duration AFTER_MEDIA = Duration.ofSeconds(2);
  private static final Duration DISK_RETRY = Duration.ofSeconds(5);
  private static final Duration WATCHDOG = Duration.ofSeconds(20);
  private static final Duration HANGS_AFTER = Duration.ofMinutes(3);
  private static final Duration SAME_REFUSAL = Duration.ofHours(1);

  private final AgentConfig config;
  private final Platform platform;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final DataDirectory data;
  private final FileLock lock;
  private final IdentityStore identities;
  private final PolicyStore policies;
  private final PermissionStore permissions;
  private final MediaControl media;
  private final PermissionFlow flow;
  private final PermissionAnswers answers;
  private final OwnParts parts;
  private final Absence absence;
  private final Holds holds;
  private final RuleDesk rules;
  private final NoticeDesk notices;
  private final ConcernDesk concerns;
  private final KeyDesk keys;
  private final Prover prover;
  private final Recorder recorder;
  private final ScheduledThreadPoolExecutor checks;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Instant startedAt;
  private final Messenger messenger;
  private final Memory memory;

  private volatile Optional<Identity> identity = Optional.empty();
  private volatile @Nullable Link link;
  private volatile @Nullable Journal journal;
  private volatile @Nullable LocalServer local;
  private volatile ChangeWatch changes = ChangeWatch.NONE;
  private volatile List<String> changedParts = List.of();
  private volatile Instant heardAt;
  private volatile String lastNotice = "";
  private volatile long checksAlive = System.nanoTime();

  /** The oldest word of a change that no check has begun to look at. */
  private final AtomicLong word = new AtomicLong(NO_WORD);

  private volatile long linkAlive = System.nanoTime();

  /** What the last check found; replaced whole. */
  private volatile Proved proved = new Proved(List.of(), Map.of(), Optional.empty());

  // Only the checks' thread touches these.
  private @Nullable Posture lastPosture;
  private @Nullable ScheduledFuture<?> soon;
  private String lastRefusal = "";
  private Instant lastRefusalAt = Instant.MIN;

  private record Proved(List<Finding> findings, Map<Rule, Instant> since, Optional<Instant> at) {}

  /**
   * Builds the service.
   *
   * @param zone of the people at the laptop; asked when it is needed, for its table is large
   * @param random nobody can guess it
   * @throws PlainException when it cannot have its folder
   */
  public Agent(
      AgentConfig config,
      Platform platform,
      InstantSource clock,
      Supplier<ZoneId> zone,
      RandomGenerator random)
      throws PlainException {
    this.config = config;
    this.platform = platform;
    this.memory = new Memory(platform::atRest);
    this.clock = clock;
    this.random = random;
    startedAt = clock.instant();
    heardAt = startedAt;
    messenger = platform.messenger();
    parts = platform.ownParts();
    data = DataDirectory.open(config.data());
    try {
      lock =
          data.lock()
              .orElseThrow(
                  () ->
                      new PlainException(
                          "Another agent runs with the folder "
                              + config.data()
                              + ". Stop it first, or name another folder with --data."));
      identities = IdentityStore.open(data);
      policies = PolicyStore.open(data, platform::bootTime);
      permissions = PermissionStore.open(data);
      media = platform.media(data.folder("media").path());
      TelephoneBook telephone = TelephoneBook.open(data);
      flow =
          new PermissionFlow(
              new PermissionFlow.Parts(
                  permissions,
                  PermissionFiles.open(data),
                  telephone,
                  media,
                  platform::bootTime,
                  clock,
                  zone),
              new ToldByPermissions());
      answers =
          new PermissionAnswers(
              flow,
              new PermissionAnswers.Parts(
                  media,
                  telephone,
                  platform::bootTime,
                  zone,
                  random,
                  this::occurred,
                  () -> linkState().nickname(),
                  () -> linkState().connectedSince().isPresent()));
      Path quick = config.sockets().getFirst().getParent();
      absence = new Absence(data, quick == null ? data.path() : quick, platform::bootTime);
      DataDirectory people = data.folder(PEOPLE);
      rules = new RuleDesk(people, config.page(), messenger, zone);
      notices = new NoticeDesk(people, () -> policies.policy(), messenger, this::occurred, clock);
      concerns =
          new ConcernDesk(
              new ConcernDesk.Parts(
                  platform, this::occurred, this::linkState, clock, random, owner(data)));
      keys =
          new KeyDesk(
              new KeyDesk.Parts(
                  platform.diskKeys(),
                  data.folder(NOTES),
                  this::occurred,
                  () -> Optional.ofNullable(journal),
                  () -> linkState().connectedSince(),
                  () -> identity,
                  () -> policies.policy(),
                  account -> platform.signedIn().contains(account),
                  owner(data),
                  messenger,
                  () -> onChecks(this::checkSoon),
                  clock));
    } catch (IOException e) {
      throw new PlainException(
          "The folder "
              + config.data()
              + " cannot be used: "
              + e.getMessage()
              + ". Make space on the disk, or run this as an administrator.",
          e);
    }
    List<Control> controls =
        new ArrayList<>(
            platform.controls(
                new ControlParts(
                    data.path().resolve(NOTES),
                    true,
                    identities::enrolledAt,
                    this::occurred,
                    () -> onChecks(this::checkSoon))));
    controls.add(media);
    controls.add(notices.control());
    controls.add(new ReportConcern(parts, () -> local != null, clock));
    controls.add(new AgentHealth(this::health, clock));
    controls.sort(Comparator.comparing(Control::rule));
    prover = new Prover(controls, clock);
    holds = new Holds(platform.holder(), new ToldByHolds(), clock);
    recorder =
        new Recorder(
            () -> Journal.open(data.folder("journal"), Limits.DEFAULT, clock),
            platform::bootTime,
            clock,
            DISK_RETRY,
            this::journalOpened,
            this::appended);
    checks =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "checks");
              thread.setDaemon(true);
              return thread;
            });
    checks.setRemoveOnCancelPolicy(true);
    checks.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // at the stop
  }

  /** Starts everything; protects when this returns. */
  public void start() {
    Optional<Absence.Mark> lastAlive = absence.last();
    boolean crashed = markRunning();
    identity = loadIdentity();
    Optional<PolicyVersion> rolledBack = loadPolicy(crashed);
    startMedia();
    flow.start();
    platform.serviceManager().ready();
    LOG.log(Level.INFO, "The stage of portable media is {0}", stage());

    note(AgentAction.STARTED, crashed ? "The agent was not stopped in good order before." : "");
    rolledBack.ifPresent(
        version ->
            recorder.record(
                new AgentEvent(
                    AgentAction.POLICY_ROLLED_BACK,
                    "The agent stopped twice within ten minutes of a new policy; the last good one"
                        + " was put back.",
                    Optional.of(version))));
    recorder.start();
    startLocal();
    tellOfAbsence(lastAlive, crashed);
    RuleDesk.Complete before = rules.complete();
    holds.expect(
        before.rules(), before.policy(), lastAlive.map(Absence.Mark::at).orElse(startedAt));
    changes = platform.watch(new ToldOfChanges());
    onChecks(this::lookAtParts);
    onChecks(this::check);
    var _ = after(CHECK_EVERY, this::checkAgain);
    endTrialLater();
  }

  /**
   * Returns when {@link #close} was called. Meanwhile tells the service manager that the agent is
   * alive, as long as each of its loops proves that it is.
   */
  public void awaitStop() throws InterruptedException {
    do {
      onChecks(() -> checksAlive = System.nanoTime());
      Link open = link;
      if (open == null) {
        linkAlive = System.nanoTime();
      } else {
        open.prove(() -> linkAlive = System.nanoTime());
      }
      recorder.prove();
      flow.prove();
      absence.alive(clock.instant());
      if (alive()) {
        platform.serviceManager().alive();
      } else {
        LOG.severe("A part of the agent hangs; the service manager will start it again.");
      }
      memory.tidy();
    } while (!stopped.await(WATCHDOG.toMillis(), TimeUnit.MILLISECONDS));
  }

  private boolean alive() {
    long oldest =
        Math.min(
            Math.min(checksAlive, flow.aliveNanos()), Math.min(linkAlive, recorder.aliveNanos()));
    return System.nanoTime() - oldest < HANGS_AFTER.toNanos();
  }

  /** Stops in good order, in at most five seconds. What is shut stays shut. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    platform.serviceManager().stopping();
    changes.close();
    absence.alive(clock.instant());
    flow.close();
    media.close();
    checks.shutdownNow();
    closeLocal();
    CountDownLatch written = new CountDownLatch(1);
    recorder.record(event(AgentAction.STOPPED, whyStopped()), written::countDown);
    try {
      if (!written.await(1, TimeUnit.SECONDS)) {
        LOG.warning("The stop could not be noted in the journal.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Link open = link;
    if (open != null) {
      open.close();
    }
    recorder.close();
    try {
      data.delete(RUNNING);
      lock.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The folder could not be left in good order: {0}", e.getMessage());
    }
    stopped.countDown();
  }

  // ---- starting

  /** True where the mark of an earlier run is still there: it was not stopped in good order. */
  private boolean markRunning() {
    try {
      boolean crashed = data.read(RUNNING, 256).isPresent();
      data.write(RUNNING, startedAt.toString().getBytes(StandardCharsets.US_ASCII));
      return crashed;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The mark of a running agent cannot be written: {0}", e.getMessage());
      return false;
    }
  }

  private Optional<Identity> loadIdentity() {
    try {
      return identities.load();
    } catch (PlainException e) {
      LOG.warning(e.sentence());
      note(AgentAction.FAULT, e.sentence());
      return Optional.empty();
    }
  }

  private Optional<PolicyVersion> loadPolicy(boolean crashed) {
    return identity.flatMap(
        me -> policies.load(new PolicyVerifier(me), me.deviceId(), crashed, clock.instant()));
  }

  private void startMedia() {
    try {
      media.start(stage(), new Heard());
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "Portable media cannot be watched", e);
      note(AgentAction.FAULT, "Portable media cannot be watched: " + e.getMessage());
    }
  }

  private void startLocal() {
    try {
      local = LocalServer.open(config.sockets().getFirst(), this::answer);
    } catch (IOException | RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "The command line cannot talk to the agent ({0}); protection goes on.",
          e.getMessage());
    }
  }

  private void closeLocal() {
    LocalServer open = local;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.log(Level.FINE, "the local socket could not be closed: {0}", e.getMessage());
      }
    }
  }

  private void journalOpened(Journal open) {
    journal = open;
    Link made =
        new Link(
            new Link.Parts(
                identities,
                open,
                policies,
                permissions,
                data,
                new Owner(),
                VERSION,
                platform::bootTime,
                clock,
                random),
            Link.Times.DEFAULT);
    link = made;
    made.start();
  }

  private void appended() {
    Link open = link;
    if (open != null) {
      open.appended();
    }
  }

  // ---- events

  private final class Heard implements MediaListener {
    @Override
    public void media(MediaEvent event) {
      onMedia(event);
    }

    @Override
    public void permission(PermissionEvent event) {
      flow.heard(event);
    }

    @Override
    public void progress(ScanProgress progress) {
      flow.heard(progress);
    }
  }

  private void onMedia(MediaEvent event) {
    occurred(event);
    flow.heard(event);
    onChecks(this::checkSoon);
  }

  /** Whom the flow of permissions tells. */
  private final class ToldByPermissions implements PermissionFlow.Outside {
    @Override
    public void record(Occurrence what) {
      recorder.record(what);
    }

    @Override
    public void tell(Notice notice) {
      lastNotice = notice.body();
      messenger.tell(notice);
    }

    @Override
    public void progress(ScanProgress progress) {
      Link open = link;
      if (open != null) {
        open.progress(progress);
      }
    }

    @Override
    public Optional<Identity> identity() {
      return identity;
    }

    @Override
    public String settingName() {
      return policies.policy().settingName();
    }
  }

  private void occurred(Occurrence what) {
    occurred(what, () -> {});
  }

  private void occurred(Occurrence what, Runnable written) {
    rules.said(what);
    recorder.record(what, written);
  }

  /** Whom the holds tell. */
  private final class ToldByHolds implements Holds.Outside {
    @Override
    public void drifted(Drift drift) {
      occurred(drift);
    }

    @Override
    public void proveAgain() {
      checkOnce(0);
    }

    @Override
    public void complete(Set<Rule> complete) {
      rules.complete(complete, policies.policy().version());
    }
  }

  /** What the system tells of changes. */
  private final class ToldOfChanges implements ChangeListener {
    @Override
    public void changed(long wordNanos) {
      checkOnce(wordNanos);
    }

    @Override
    public void ownPartChanged() {
      onChecks(
          () -> {
            lookAtParts();
            check();
          });
    }
  }

  private LinkState linkState() {
    Link open = link;
    return open == null ? LinkState.START : open.state();
  }

  private void note(AgentAction action, String detail) {
    recorder.record(event(action, detail));
  }

  private static AgentEvent event(AgentAction action, String detail) {
    return new AgentEvent(action, detail, Optional.empty());
  }

  // ---- the agent itself

  /** The account that owns the agent's folder: the one it runs as. */
  private static String owner(DataDirectory data) throws IOException {
    return Files.getOwner(data.path()).getName();
  }

  /** Asks the system's log on a thread of its own: it may take seconds. */
  private void tellOfAbsence(Optional<Absence.Mark> last, boolean crashed) {
    Optional<Absence.Gap> gap = absence.gap(last, parts.systemStarted(), startedAt);
    boolean sameBoot =
        last.filter(mark -> mark.boot().bootId().equals(platform.bootTime().bootId())).isPresent();
    if (gap.isEmpty() && !(crashed && sameBoot)) {
      return;
    }
    Absence.Gap asked =
        gap.orElseGet(
            () ->
                new Absence.Gap(
                    startedAt.minus(Absence.SHORT), startedAt, platform.bootTime().bootId()));
    Thread thread = new Thread(() -> tellOf(asked, gap.isPresent()), "absence");
    thread.setDaemon(true);
    thread.start();
  }

  private void tellOf(Absence.Gap gap, boolean away) {
    try {
      String why = String.join(" ", parts.why(gap.from(), gap.bootId()));
      if (away) {
        note(
            AgentAction.WAS_AWAY,
            "The agent was away while this laptop was on, from "
                + gap.from().truncatedTo(ChronoUnit.SECONDS)
                + " to "
                + gap.to().truncatedTo(ChronoUnit.SECONDS)
                + "."
                + (why.isEmpty() ? "" : " The system's log says: " + why));
      } else if (why.contains("killed")) {
        note(AgentAction.TAMPERED, "The agent was ended by force and started again. " + why);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Why the agent was away is not known", e);
    }
  }

  /** Tells of a change of the agent's own parts, each change once. */
  private void lookAtParts() {
    changedParts = parts.changed();
    String now = String.join(" ", changedParts);
    try {
      String told =
          data.read(TAMPERED, 8_192)
              .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
              .orElse("");
      if (now.equals(told)) {
        return;
      }
      data.write(TAMPERED, now.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "What was told of changed parts is not known: {0}", e.getMessage());
    }
    if (!now.isEmpty()) {
      note(AgentAction.TAMPERED, now);
    }
  }

  private String whyStopped() {
    try {
      return parts.shuttingDown() ? "" : "It was stopped while the laptop stays on.";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private AgentHealth.Health health() {
    boolean connected = linkState().connectedSince().isPresent();
    if (connected) {
      heardAt = clock.instant();
    }
    return new AgentHealth.Health(
        true,
        identity.isPresent(),
        connected ? Optional.empty() : Optional.of(heardAt),
        !recorder.diskRefuses(),
        changedParts);
  }

  // ---- checks, all on the checks' thread

  private void onChecks(Runnable task) {
    checks.execute(() -> guarded(task));
  }

  private ScheduledFuture<?> after(Duration delay, Runnable task) {
    return checks.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A fault of ours is told, and the loop goes on. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The agent had a fault and goes on", e);
      note(AgentAction.FAULT, "The agent had a fault and goes on: " + e.getClass().getSimpleName());
    } finally {
      checksAlive = System.nanoTime();
    }
  }

  private void checkAgain() {
    var _ = after(CHECK_EVERY, this::checkAgain);
    check();
  }

  private void checkSoon() {
    if (soon == null || soon.isDone()) {
      soon = after(AFTER_MEDIA, this::check);
    }
  }

  private void check() {
    check(0);
  }

  /** However much is told while a check runs, one more looks at all of it: none waits in a row. */
  private void checkOnce(long wordNanos) {
    long before =
        word.getAndAccumulate(wordNanos, (was, now) -> was == NO_WORD || was == 0 ? now : was);
    if (before == NO_WORD) {
      onChecks(() -> check(word.getAndSet(NO_WORD)));
    }
  }

  /** Proves every rule; {@code wordNanos} is the system's word that led to it, 0 for none. */
  private void check(long wordNanos) {
    Policy policy = policies.policy();
    notices.look(platform.signedIn());
    List<Finding> findings = holds.look(prover.prove(policy), policy, wordNanos);
    Instant at = clock.instant();
    Map<Rule, Instant> since = new EnumMap<>(Rule.class);
    for (Finding finding : findings) {
      since.put(finding.rule(), since(finding, at));
    }
    rules.tell(policy, findings, at);
    keys.look();
    rules.show(new RuleDesk.Shown(policy, findings, since, at, linkState()));
    Posture posture = new Posture(platform.hardware(), findings);
    if (lastPosture != null && posture.saysTheSameAs(lastPosture)) {
      proved = new Proved(findings, since, Optional.of(at));
      return;
    }
    lastPosture = posture;
    // The time of the proof goes into a heartbeat only after the posture itself is in the journal.
    proved = new Proved(findings, since, proved.at());
    recorder.record(posture, () -> proved = new Proved(findings, since, Optional.of(at)));
  }

  private Instant since(Finding finding, Instant now) {
    for (Finding before : proved.findings()) {
      if (before.rule() == finding.rule() && before.state().equals(finding.state())) {
        return proved.since().getOrDefault(finding.rule(), now);
      }
    }
    return now;
  }

  // ---- the policy

  private Stage stage() {
    return policies.policy().stageOf(Rule.PORTABLE_MEDIA);
  }

  private void applied(Policy policy) {
    recorder.record(new AgentEvent(AgentAction.POLICY_APPLIED, "", policy.version()));
    media.apply(stage());
    holds.holdAgain();
    check();
    endTrialLater();
  }

  private void endTrialLater() {
    policies
        .policy()
        .version()
        .ifPresent(
            version -> {
              var _ = after(PolicyStore.TRIAL, () -> policies.endTrialOf(version));
            });
  }

  private void refused(String sentence) {
    Instant now = clock.instant();
    boolean same = sentence.equals(lastRefusal) && now.isBefore(lastRefusalAt.plus(SAME_REFUSAL));
    if (!same) {
      lastRefusal = sentence;
      lastRefusalAt = now;
      note(AgentAction.POLICY_REFUSED, sentence);
    }
  }

  private void enrolled() {
    identity = loadIdentity();
    lastPosture = null; // the console knows nothing yet
    loadPolicy(false);
    media.apply(stage());
    flow.enrolled();
    Link open = link;
    if (open != null) {
      open.enrolled();
    }
    check();
  }

  /** What the link hands on; quick, the work is done on the checks' thread. */
  private final class Owner implements LinkOwner {
    @Override
    public void policyCame(SignedPolicy signed, Instant now) {
      onChecks(
          () -> {
            if (identity.isEmpty()) {
              return;
            }
            switch (policies.offer(signed, new PolicyVerifier(identity.get()), now)) {
              case PolicyStore.Outcome.Applied(Policy policy) -> applied(policy);
              case PolicyStore.Outcome.Refused(String sentence) -> refused(sentence);
              case PolicyStore.Outcome.Unchanged() -> LOG.fine("the policy is in force already");
            }
          });
    }

    @Override
    public void permissionsCame(SignedPermissions signed, Instant now) {
      flow.came(signed, now);
    }

    @Override
    public void welcomed(Instant consoleClock, Optional<TelephoneSecret> telephoneSecret) {
      flow.welcomed(consoleClock, telephoneSecret);
    }

    @Override
    public void checkNow(Runnable done) {
      onChecks(
          () -> {
            check();
            done.run();
          });
    }

    @Override
    public void fault(String sentence) {
      note(AgentAction.FAULT, sentence);
    }

    @Override
    public Optional<Instant> findingsProvedAt() {
      return proved.at();
    }
  }

  // ---- the local socket

  private String answer(Question question) {
    return switch (question.ask()) {
      case STATUS -> Json.status(status());
      case MEDIA -> answers.media();
      case MEDIA_ASK -> answers.ask(question);
      case TELEPHONE -> answers.telephone(question);
      case TELEPHONE_ANSWER -> answers.answer(question);
      case PERMISSIONS -> answers.permissions();
      case CHECK -> {
        yield Json.lines(List.of(checkNow()));
      }
      case ENROLLED -> {
        onChecks(this::enrolled);
        yield Json.lines(List.of("The agent reads the enrolment."));
      }
      case CONCERN -> concerns.answer(question);
      case NOTICE -> notices.notice(question);
      case NOTICE_READ -> {
        String said = notices.haveRead(question);
        onChecks(this::check);
        yield said;
      }
      case RECOVERY_KEY -> keys.about();
      case RECOVERY_KEY_ADD -> keys.answer(question);
      case RELEASE -> Json.lines(release());
    };
  }

  private List<String> release() {
    List<String> left = new ArrayList<>(media.release());
    try {
      left.addAll(holds.release());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      left.add("The agent is stopping. Run the command again.");
    }
    return left;
  }

  private String checkNow() {
    CountDownLatch done = new CountDownLatch(1);
    onChecks(
        () -> {
          check();
          done.countDown();
        });
    try {
      return done.await(1, TimeUnit.MINUTES)
          ? "Every rule was proved."
          : "The check takes longer than a minute.";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "The agent is stopping.";
    }
  }

  private Status status() {
    LinkState state = linkState();
    PermissionFlow.Held held = flow.held();
    Journal book = journal;
    Proved last = proved;
    return new Status(
        VERSION,
        startedAt,
        identity.isPresent(),
        state.settingName(),
        state.nickname(),
        state.address(),
        state.connectedSince(),
        state.clockBehind().map(Duration::toMillis),
        state.certificateEnds(),
        state.lastProblem(),
        policies.policy().version().map(PolicyVersion::toString).orElse(""),
        book == null ? 0 : book.waiting(),
        recorder.inMemory(),
        book == null ? 0 : book.bytes(),
        lastNotice,
        held.live(),
        held.suspended(),
        last.at(),
        last.findings(),
        last.since());
  }
}
