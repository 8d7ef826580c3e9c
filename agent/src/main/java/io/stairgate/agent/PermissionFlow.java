package io.stairgate.agent;

import io.stairgate.agent.control.MediaControl;
import io.stairgate.agent.control.MediaUse;
import io.stairgate.agent.control.MediaUses;
import io.stairgate.agent.control.Notice;
import io.stairgate.agent.control.PermissionClock;
import io.stairgate.agent.control.PermissionDesk;
import io.stairgate.agent.control.PermissionDesk.Step;
import io.stairgate.agent.control.PermissionDesk.Turn;
import io.stairgate.agent.control.RequestDesk;
import io.stairgate.agent.event.AgentAction;
import io.stairgate.agent.event.AgentEvent;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.MediaAction;
import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.MediaRequest;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.PermissionStep;
import io.stairgate.agent.event.ScanProgress;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.notice.MediaNotices;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.policy.PermissionStore;
import io.stairgate.agent.policy.PermissionVerifier;
import io.stairgate.agent.policy.SignedPermissions;
import io.stairgate.agent.policy.TelephoneBook;
import io.stairgate.agent.wire.TelephoneSecret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way of permissions through the agent: verified and kept, begun and ended by a time nobody can
 * turn, told to the control of portable media, to the journal and to the person.
 *
 * <p>Everything happens on one thread of its own, so that a long check of the rules never holds up
 * an end; the package's methods may be called from any. Fails closed: what is not sure is shut.
 *
 * <p>Over 300 lines because time, list and media change one state together.
 */
final class PermissionFlow implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PermissionFlow.class.getName());

  /** The time is kept this often while a permission waits for it. */
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /**
   * While a medium is on its way to a person or with one: timers stand still while a laptop sleeps,
   * and after it the end must not be late.
   */
  private static final Duration WHILE_IN_USE = Duration.ofSeconds(2);

  private static final Duration SAME_REFUSAL = Duration.ofHours(1);
  private static final int MOST_BY_TELEPHONE = 16;

  private final Parts parts;
  private final Outside outside;
  private final ScheduledThreadPoolExecutor thread;
  private final RequestDesk requests = new RequestDesk();
  private final MediaUses uses = new MediaUses();

  // All below belongs to the thread; before start() to whoever starts.
  private PermissionClock time = new PermissionClock(Instant.EPOCH, new BootTime("", 0), false);
  private PermissionDesk desk = new PermissionDesk(java.util.Map.of(), java.util.Map.of());
  private List<Permission> own = List.of();
  private Optional<List<Permission>> permitted = Optional.empty();
  private final List<Step> toEnd = new ArrayList<>();
  private @Nullable ScheduledFuture<?> next;
  private long keptAtMs;
  private String lastRefusal = "";
  private long lastRefusalMs;

  private volatile Held held = new Held(List.of(), false, Instant.EPOCH);
  private volatile long aliveNanos = System.nanoTime();

  /**
   * What the flow works with.
   *
   * @param store the console's list
   * @param files what is kept beside it
   * @param telephone challenges that were read out
   * @param media opens and shuts
   * @param bootTime now, as the running system counts it
   * @param clock the laptop's own clock
   * @param zone of the people at the laptop
   */
  record Parts(
      PermissionStore store,
      PermissionFiles files,
      TelephoneBook telephone,
      MediaControl media,
      Supplier<BootTime> bootTime,
      InstantSource clock,
      Supplier<ZoneId> zone) {}

  /** Whom the flow tells; quick, from any thread. */
  interface Outside {
    void record(Occurrence what);

    void tell(Notice notice);

    void progress(ScanProgress progress);

    Optional<Identity> identity();

    String settingName();
  }

  /**
   * How permissions stand, for whoever looks.
   *
   * @param live what may be opened now
   * @param suspended whether some are held back because of the clock
   * @param now the time they go by
   */
  record Held(List<Permission> live, boolean suspended, Instant now) {}

  PermissionFlow(Parts parts, Outside outside) {
    this.parts = parts;
    this.outside = outside;
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, "permissions");
              made.setDaemon(true);
              return made;
            });
    thread.setRemoveOnCancelPolicy(true);
    thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // at the stop
  }

  /** Takes over what is kept and opens it; returns when that is done. */
  void start() {
    guarded(
        () -> {
          PermissionFiles.Marks marks = parts.files().marks();
          desk = new PermissionDesk(marks.bound(), marks.ended());
          own = parts.files().own();
          time =
              PermissionClock.start(
                  parts.files().clock(), parts.clock().instant(), parts.bootTime().get());
          keepTime(); // a power cut must not forget that it is not trusted
          load(true);
        });
  }

  /** The laptop was enrolled, perhaps with another console. */
  void enrolled() {
    run(
        () -> {
          own = List.of();
          parts.files().own(own);
          load(false);
        });
  }

  /** Runs a task on the thread: proof that it is alive. */
  void prove() {
    run(() -> {});
  }

  long aliveNanos() {
    return aliveNanos;
  }

  /** Keeps the time and stops; what is shut stays shut. */
  @Override
  public void close() {
    run(this::keepTime);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  // ---- what comes from the console

  /** Permissions came, not verified yet. */
  void came(SignedPermissions signed, Instant consoleNow) {
    long arrived = System.nanoTime();
    run(
        () -> {
          Optional<Identity> me = outside.identity();
          if (me.isEmpty()) {
            return;
          }
          switch (parts.store().offer(signed, new PermissionVerifier(me.get()), consoleNow)) {
            case PermissionStore.Outcome.Taken(var permissions) -> {
              time = time.atLeast(permissions.issuedAt(), parts.bootTime().get());
              forget(permissions.stopped());
              replace(ids(own));
              LOG.log(
                  Level.INFO,
                  "The permissions {0} were obeyed {1} ms after they came",
                  new Object[] {
                    permissions.version(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - arrived)
                  });
              keepTime();
              requests
                  .refused(permissions.refused())
                  .forEach((request, word) -> outside.tell(MediaNotices.refused(request, word)));
            }
            case PermissionStore.Outcome.Refused(String sentence) -> refused(sentence);
            case PermissionStore.Outcome.Unchanged() -> LOG.fine("these permissions hold already");
          }
        });
  }

  /** The console said what time it is, and gave the secret for the telephone. */
  void welcomed(Instant consoleClock, Optional<TelephoneSecret> secret) {
    run(
        () -> {
          time = time.saidByConsole(consoleClock, parts.bootTime().get());
          keepTime();
          if (secret.isPresent()) {
            try {
              parts.telephone().secret(secret.get());
            } catch (IOException e) {
              LOG.log(Level.WARNING, "The telephone secret cannot be kept: {0}", e.getMessage());
            }
          }
          look();
        });
  }

  private void refused(String sentence) {
    long now = parts.bootTime().get().sinceBootMs();
    if (sentence.equals(lastRefusal) && now - lastRefusalMs < SAME_REFUSAL.toMillis()) {
      return;
    }
    lastRefusal = sentence;
    lastRefusalMs = now;
    fault(sentence);
  }

  private void fault(String sentence) {
    LOG.warning(sentence);
    outside.record(new AgentEvent(AgentAction.FAULT, sentence, Optional.empty()));
  }

  // ---- what comes from the laptop

  /** Something was plugged in or taken out; the journal has it already. */
  void heard(MediaEvent event) {
    if (event.action() == MediaAction.REMOVED) {
      uses.gone(event.medium());
    } else {
      requests.saw(event.medium(), parts.bootTime().get().sinceBootMs());
    }
    run(
        () -> {
          if (!event.presentAtStart()) {
            notices().of(event, desk.suspends(event.medium())).ifPresent(outside::tell);
          }
          if (event.action() == MediaAction.REMOVED) {
            look();
          } else {
            apply(desk.met(event.medium(), now(), time.trusted()));
          }
        });
  }

  /** Something happened with a permission at the medium. */
  void heard(PermissionEvent event) {
    uses.happened(event);
    if (event.step() != PermissionStep.ENDED) {
      outside.record(event);
    }
    run(
        () -> {
          Optional<Permission> permission = desk.permission(event.permissionId());
          if (event.step() == PermissionStep.ENDED) {
            if (!desk.end(event.permissionId(), event.reason())) {
              return; // ended by the time or by the console, and told already
            }
            outside.record(event);
          }
          notices().of(event, permission, now()).ifPresent(outside::tell);
          look();
        });
  }

  /** A scan went on. */
  void heard(ScanProgress progress) {
    uses.scanned(progress);
    outside.progress(progress);
  }

  /**
   * A right answer was typed: the medium may be read until the end of the day. The time is trusted
   * again too, for somebody who decides has spoken with the person at the laptop.
   */
  void allowedByTelephone(MediaRequest request) {
    run(
        () -> {
          vouch();
          Permission permission = untilMidnight(request);
          List<Permission> all = new ArrayList<>(own);
          all.removeIf(each -> !now().isBefore(each.endsAt()));
          if (all.size() >= MOST_BY_TELEPHONE) {
            all.removeFirst();
          }
          all.add(permission);
          own = List.copyOf(all);
          parts.files().own(own);
          outside.record(
              new PermissionEvent(
                  permission.id(),
                  PermissionStep.BY_TELEPHONE,
                  Optional.of(request.medium()),
                  "telephone",
                  Optional.empty(),
                  request.account(),
                  true,
                  Optional.of(permission.endsAt()),
                  Duration.ZERO));
          replace(ids(own));
        });
  }

  /** A right answer was typed: the time may be trusted again. */
  void clockVouchedByTelephone() {
    run(
        () -> {
          vouch();
          look();
        });
  }

  private void vouch() {
    time = time.vouched(parts.clock().instant(), parts.bootTime().get());
    keepTime();
  }

  private Permission untilMidnight(MediaRequest request) {
    Medium medium = request.medium();
    Instant now = now();
    ZoneId zone = parts.zone().get();
    boolean strong = medium.strength() == IdentityStrength.SERIAL && !medium.serial().isEmpty();
    return new Permission(
        UUID.randomUUID().toString(),
        medium.kind(),
        medium.vendorId(),
        medium.productId(),
        medium.serial(),
        medium.descriptorSha256(),
        strong ? "" : medium.port(),
        request.account(),
        now,
        now.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant(),
        true,
        false,
        false);
  }

  // ---- the state

  /** Tells what is wrong with the kept list only where it is this console's. */
  private void load(boolean tells) {
    Optional<Identity> me = outside.identity();
    if (me.isPresent()) {
      Optional<String> wrong = parts.store().load(new PermissionVerifier(me.get()));
      if (tells) {
        wrong.ifPresent(this::fault);
      }
    } else {
      parts.store().forget();
    }
    replace(all().stream().map(Permission::id).collect(Collectors.toSet()));
  }

  private List<Permission> all() {
    List<Permission> all = new ArrayList<>(parts.store().permissions());
    all.addAll(own);
    return all;
  }

  private static Set<String> ids(List<Permission> permissions) {
    return permissions.stream().map(Permission::id).collect(Collectors.toSet());
  }

  /** What this laptop was allowed by telephone and was stopped since is over. */
  private void forget(List<String> stopped) {
    if (own.stream().anyMatch(each -> stopped.contains(each.id()))) {
      own = own.stream().filter(each -> !stopped.contains(each.id())).toList();
      parts.files().own(own);
    }
  }

  private void replace(Set<String> quiet) {
    List<Medium> plugged =
        parts.media().plugged().stream().map(MediaControl.PluggedMedium::medium).toList();
    apply(desk.replace(all(), quiet, plugged, now(), time.trusted()));
  }

  private void look() {
    apply(desk.look(now(), time.trusted()));
  }

  private void apply(Turn turn) {
    for (Step step : turn.steps()) {
      if (step.step() == PermissionStep.ENDED) {
        toEnd.add(step);
      } else {
        requests.answered(step.permission());
        outside.record(
            PermissionEvent.of(
                step.permission().id(), step.step(), Optional.empty(), step.reason()));
      }
    }
    parts.files().marks(new PermissionFiles.Marks(desk.bound(), desk.ended()));
    held = new Held(turn.live(), desk.suspended(), now());
    permit(turn.live());
    for (Permission each : turn.endingSoon()) {
      if (uses.open(each.id())) {
        medium(each)
            .map(medium -> MediaNotices.endingSoon(medium, each.account()))
            .ifPresent(outside::tell);
      }
    }
    schedule(turn.next());
  }

  /** What is over is told only when it is shut; what could not be shut is tried again. */
  private void permit(List<Permission> live) {
    if (permitted.equals(Optional.of(live)) && toEnd.isEmpty()) {
      return;
    }
    List<Optional<Medium>> media = toEnd.stream().map(step -> medium(step.permission())).toList();
    List<Boolean> wereInUse =
        media.stream().map(medium -> medium.flatMap(uses::of).isPresent()).toList();
    permitted = Optional.empty();
    long begin = System.nanoTime();
    parts.media().permit(live);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    permitted = Optional.of(List.copyOf(live));
    for (int i = 0; i < media.size(); i++) {
      Step step = toEnd.get(i);
      PermissionEvent event =
          new PermissionEvent(
              step.permission().id(),
              PermissionStep.ENDED,
              media.get(i),
              step.reason(),
              Optional.empty(),
              "",
              false,
              Optional.empty(),
              took);
      uses.happened(event);
      outside.record(event);
      if (wereInUse.get(i)) {
        notices().of(event, Optional.of(step.permission()), now()).ifPresent(outside::tell);
      }
    }
    toEnd.clear();
  }

  /** The medium a permission is for, where it is plugged in. */
  private Optional<Medium> medium(Permission permission) {
    return parts.media().plugged().stream()
        .map(MediaControl.PluggedMedium::medium)
        .filter(permission::claims)
        .findFirst();
  }

  private MediaNotices notices() {
    return new MediaNotices(outside.settingName(), parts.zone());
  }

  // ---- the time

  private Instant now() {
    return time.now(parts.bootTime().get());
  }

  private void keepTime() {
    BootTime boot = parts.bootTime().get();
    time = time.at(boot);
    keptAtMs = boot.sinceBootMs();
    parts.files().clock(time);
  }

  private void schedule(Optional<Instant> due) {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
    boolean retry = permitted.isEmpty();
    if (due.isEmpty() && !retry && !uses.any()) {
      return;
    }
    long ms = uses.any() || retry ? WHILE_IN_USE.toMillis() : MINUTE.toMillis();
    if (due.isPresent()) {
      ms = Math.clamp(Duration.between(now(), due.get()).toMillis() + 1, 1, ms);
    }
    next = thread.schedule(() -> guarded(this::tick), ms, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    if (desk.watches() && parts.bootTime().get().sinceBootMs() - keptAtMs >= MINUTE.toMillis()) {
      keepTime();
    }
    look();
  }

  // ---- for those who ask

  /** How permissions stand. */
  Held held() {
    return held;
  }

  RequestDesk requests() {
    return requests;
  }

  /** How it stands with a medium. */
  Optional<MediaUse> use(Medium medium) {
    return uses.of(medium);
  }

  // ---- the thread

  private void run(Runnable task) {
    thread.execute(() -> guarded(task));
  }

  /** A fault of ours is told, and the end of every permission is still looked after. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Permissions had a fault and go on", e);
      refused("Permissions had a fault and go on: " + e.getClass().getSimpleName() + ".");
      schedule(Optional.empty());
    } finally {
      aliveNanos = System.nanoTime();
    }
  }
}
