package io.stairgate.console.ingest;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.stairgate.console.alert.AlertRules;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Enrolled;
import io.stairgate.console.event.JournalEntry;
import io.stairgate.console.event.What;
import io.stairgate.console.live.Live;
import io.stairgate.console.policy.PolicyVersion;
import io.stairgate.console.policy.StoredPolicy;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.wire.AgentMessage;
import io.stairgate.console.wire.ConsoleMessage;
import io.stairgate.console.wire.Received;
import io.stairgate.console.witness.AuditHead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of one laptop. gRPC calls it one message at a time; the writer and others answer from
 * their own threads. Inward, at most {@value #IN_FLIGHT} messages are under way and a laptop over
 * its rate waits; outward, only the newest acknowledgement and policy wait, so that a laptop that
 * never reads fills no memory. Over 300 lines because the state of a stream and the lock around it
 * stay in one place.
 */
final class LinkSession implements StreamObserver<Received<AgentMessage>> {
  private static final Logger LOG = LoggerFactory.getLogger(LinkSession.class);
  private static final int IN_FLIGHT = 4;
  private static final int AGAIN_SECONDS = 5;
  private static final double MESSAGE_COST = 25;

  private final LinkParts parts;
  private final SettingId setting;
  private final DeviceId device;
  private final ServerCallStreamObserver<ConsoleMessage> out;
  private final TokenBucket rate;

  // Guarded by this.
  private ConsoleMessage.@Nullable Welcome welcome;
  private ConsoleMessage.@Nullable Acknowledgement acknowledgement;
  private ConsoleMessage.@Nullable SignedPolicy policy;
  private ConsoleMessage.@Nullable SignedPermissions permissions;
  private boolean welcomed;
  private boolean over;

  // Written by gRPC's calls alone.
  private @Nullable UUID epoch;
  private volatile Optional<PolicyVersion> highestPolicy = Optional.empty();
  private volatile Optional<PolicyVersion> highestPermissions = Optional.empty();
  private boolean counted;

  /**
   * A message was not stored: what came behind it must not be either, or what it held would look
   * skipped. On the writer's thread alone.
   */
  private boolean broken;

  LinkSession(LinkParts parts, Enrolled caller, ServerCallStreamObserver<ConsoleMessage> out) {
    this.parts = parts;
    this.setting = caller.setting();
    this.device = caller.id();
    this.out = out;
    this.rate = parts.links().rate(device);
    out.disableAutoRequest();
    out.setOnReadyHandler(this::flush);
    out.setOnCancelHandler(this::ended);
    out.request(1);
  }

  @Override
  public void onNext(Received<AgentMessage> received) {
    synchronized (this) {
      if (over) {
        return;
      }
    }
    if (received.value().isEmpty()) {
      LOG.info("Laptop {} sent a message that cannot be read: {}", device, received.whyNot());
      close(Status.INVALID_ARGUMENT.withDescription(received.whyNot()));
      return;
    }
    switch (received.value().get()) {
      case AgentMessage.Hello hello -> hello(hello);
      case AgentMessage.Entries entries -> entries(entries);
      case AgentMessage.Heartbeat heartbeat -> {
        parts.presence().heard(device, parts.clock().instant(), heartbeat.findingsProvedAt());
        askForMore(MESSAGE_COST);
      }
      case AgentMessage.CommandResult result -> {
        LOG.debug("Laptop {} answered command {}: {}", device, result.command(), result.done());
        askForMore(MESSAGE_COST);
      }
      case AgentMessage.Scanning scanning -> {
        parts.permissions().scanning(setting, device, scanning.progress());
        askForMore(MESSAGE_COST);
      }
      case AgentMessage.NotKnown _ -> askForMore(MESSAGE_COST);
    }
  }

  private void hello(AgentMessage.Hello hello) {
    if (epoch != null) {
      close(Status.INVALID_ARGUMENT.withDescription("A stream says hello once."));
      return;
    }
    epoch = hello.epoch();
    highestPolicy = hello.highestPolicy();
    highestPermissions = hello.highestPermissions();
    Instant now = parts.clock().instant();
    parts.links().register(device, this).ifPresent(LinkSession::replaced);
    synchronized (this) {
      if (over) {
        parts.links().ended(device, this);
        return;
      }
      counted = true;
      parts.presence().opened(device, now, Duration.between(now, hello.clock()).toMillis());
    }
    boolean second = parts.links().isSecondMachine(device, hello.bootId());
    submit(
        new IngestWriter.Job<>(
            0,
            transaction -> opening(transaction, hello, second, now),
            opening ->
                opening.ifPresentOrElse(known -> welcome(hello, known, second), this::refuse),
            this::failed));
  }

  private void welcome(AgentMessage.Hello hello, Known known, boolean second) {
    if (!hello.heads().isEmpty()) {
      parts.workers().execute(() -> shown(hello.heads()));
    }
    opened(known, second);
  }

  /**
   * Empty where the laptop was banned since it began the call: a ban finds only streams that said
   * hello.
   */
  private Optional<Known> opening(
      Transaction transaction, AgentMessage.Hello hello, boolean second, Instant now) {
    Optional<String> nickname = parts.devices().nickname(transaction, setting, device);
    if (nickname.isEmpty()) {
      return Optional.empty();
    }
    if (second) {
      parts.alerts().raise(transaction, AlertRules.forClone(setting, device, now));
    }
    Intake.Taken taken =
        parts
            .intake()
            .open(
                transaction,
                setting,
                device,
                hello.agentVersion(),
                hello.epoch(),
                hello.oldestKept(),
                now);
    return Optional.of(new Known(stored(transaction, taken), nickname.get()));
  }

  /**
   * What is on disk when the laptop hears of it.
   *
   * @param taken what became of its entries
   * @param head the log's head; taken before the force, so that what it stands for is on disk too
   */
  private record Stored(Intake.Taken taken, Optional<AuditHead> head) {}

  /** What a hello brought, and what the laptop is called. */
  private record Known(Stored stored, String nickname) {}

  private Stored stored(Transaction transaction, Intake.Taken taken) {
    return new Stored(taken, parts.witness().head(transaction, setting));
  }

  /** Holds nothing up: the laptop shows the same again until the console has looked. */
  private void shown(List<AuditHead> heads) {
    try {
      parts.witness().shown(setting, device, heads);
    } catch (RuntimeException e) {
      LOG.warn("What laptop {} remembers of the log could not be looked at.", device, e);
    }
  }

  private void opened(Known known, boolean second) {
    Intake.Taken taken = known.stored().taken();
    synchronized (this) {
      welcome =
          new ConsoleMessage.Welcome(
              taken.through(),
              parts.clock().instant(),
              known.nickname(),
              known.stored().head(),
              parts.telephoneSecret().apply(device));
      welcomed = true;
    }
    flush();
    parts.live().changed(setting, Live.Topic.LAPTOPS);
    if (second || taken.changed().contains(Live.Topic.ALERTS)) {
      parts.live().changed(setting, Live.Topic.ALERTS);
    }
    policyChanged();
    permissionsChanged();
    synchronized (this) {
      if (!over) {
        out.request(IN_FLIGHT);
      }
    }
  }

  private void entries(AgentMessage.Entries message) {
    synchronized (this) {
      if (!welcomed || !message.epoch().equals(epoch)) {
        close(
            Status.INVALID_ARGUMENT.withDescription(
                "Entries come after the welcome and belong to the journal of the hello."));
        return;
      }
    }
    Instant now = parts.clock().instant();
    submit(
        new IngestWriter.Job<>(
            message.entries().size(),
            transaction ->
                broken
                    ? Optional.<Stored>empty()
                    : Optional.of(stored(transaction, take(transaction, message, now))),
            stored -> stored.ifPresent(each -> taken(message, each, now)),
            this::failed));
  }

  private Intake.Taken take(Transaction transaction, AgentMessage.Entries message, Instant now) {
    return parts
        .intake()
        .take(transaction, setting, device, message.epoch(), message.entries(), now);
  }

  private void taken(AgentMessage.Entries message, Stored stored, Instant now) {
    Intake.Taken taken = stored.taken();
    parts.measures().stored(message.entries().size());
    Optional<Instant> proved =
        message.entries().stream()
            .map(JournalEntry::what)
            .mapMulti(
                (What what, Consumer<Instant> each) -> {
                  if (what instanceof What.Checked checked) {
                    checked.findings().stream()
                        .map(finding -> finding.provedAt())
                        .min(Instant::compareTo)
                        .ifPresent(each);
                  }
                })
            .max(Instant::compareTo);
    parts.presence().heard(device, now, proved);
    synchronized (this) {
      acknowledgement =
          new ConsoleMessage.Acknowledgement(message.epoch(), taken.through(), stored.head());
    }
    flush();
    taken.changed().forEach(topic -> parts.live().changed(setting, topic));
    taken.after().forEach(parts.workers()::execute);
    askForMore(MESSAGE_COST + message.entries().size());
  }

  private void submit(IngestWriter.Job<?> job) {
    try {
      if (!parts.writer().submit(job)) {
        stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }

  /** Nothing of a message is on disk: the laptop keeps it and comes back. */
  private void failed(RuntimeException cause) {
    broken = true;
    close(
        cause instanceof DatabaseUnavailableException
            ? Status.UNAVAILABLE.withDescription(
                "The console cannot write to its disk just now. Keep everything and come back.")
            : Status.INTERNAL.withDescription(
                "The console could not store what the laptop sent. Its log says more."));
  }

  /** Sends the newest policy where the laptop has not got it yet. Returns at once. */
  void policyChanged() {
    reading(() -> parts.policies().toSend(setting, device, highestPolicy).ifPresent(this::send));
  }

  /** Sends the newest list of permissions where the laptop has not got it yet. Returns at once. */
  void permissionsChanged() {
    reading(
        () ->
            parts
                .documents()
                .toSend(setting, device, highestPermissions)
                .ifPresent(this::sendPermissions));
  }

  /** Tried until it is read or the stream is over: what waits for the laptop may end something. */
  private void reading(Runnable document) {
    parts
        .senders()
        .execute(
            () -> {
              try {
                document.run();
              } catch (RuntimeException e) {
                LOG.warn(
                    "What waits for a laptop could not be read; tried again: {}", e.toString());
                again(document);
              }
            });
  }

  private synchronized void again(Runnable document) {
    if (!over) {
      var _ = parts.timer().schedule(() -> reading(document), AGAIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void sendPermissions(StoredPolicy newer) {
    synchronized (this) {
      if (highestPermissions.isPresent()
          && newer.version().compareTo(highestPermissions.get()) <= 0) {
        return;
      }
      highestPermissions = Optional.of(newer.version());
      permissions = new ConsoleMessage.SignedPermissions(newer.signed());
    }
    flush();
  }

  private void send(StoredPolicy newer) {
    synchronized (this) {
      if (highestPolicy.isPresent() && newer.version().compareTo(highestPolicy.get()) <= 0) {
        return;
      }
      highestPolicy = Optional.of(newer.version());
      policy = new ConsoleMessage.SignedPolicy(newer.signed());
    }
    flush();
  }

  private void flush() {
    synchronized (this) {
      if (over || !welcomed || !out.isReady()) {
        return;
      }
      if (welcome != null) {
        out.onNext(welcome);
        welcome = null;
      }
      if (acknowledgement != null) {
        out.onNext(acknowledgement);
        acknowledgement = null;
      }
      if (policy != null) {
        out.onNext(policy);
        policy = null;
      }
      if (permissions != null) {
        out.onNext(permissions);
        permissions = null;
      }
    }
  }

  private void askForMore(double cost) {
    Duration wait = rate.take(cost, System.nanoTime());
    if (wait.isZero()) {
      request();
    } else {
      var _ = parts.timer().schedule(this::request, wait.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void request() {
    synchronized (this) {
      if (!over) {
        out.request(1);
      }
    }
  }

  /** The laptop opened another stream. */
  void replaced() {
    close(Status.UNAVAILABLE.withDescription("Another stream took this one's place."));
  }

  /** The laptop may not be listened to any more. */
  void refuse() {
    close(
        Status.PERMISSION_DENIED.withDescription(
            "This console does not listen to this laptop any more. Ask in the console what to"
                + " do."));
  }

  /** The console stops. */
  void stop() {
    close(Status.UNAVAILABLE.withDescription("The console is stopping. Come back in a moment."));
  }

  private void close(Status status) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      out.onError(status.asRuntimeException());
    }
    left();
  }

  @Override
  public void onError(Throwable cause) {
    ended();
  }

  @Override
  public void onCompleted() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      out.onCompleted();
    }
    left();
  }

  private void ended() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    left();
  }

  private void left() {
    parts.links().ended(device, this);
    boolean known;
    synchronized (this) {
      known = counted;
      counted = false;
    }
    if (known) {
      parts.presence().closed(device);
      parts.permissions().left(device);
      parts.live().changed(setting, Live.Topic.LAPTOPS);
    }
  }
}
