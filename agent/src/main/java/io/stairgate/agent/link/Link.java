package io.stairgate.agent.link;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.ScanProgress;
import io.stairgate.agent.identity.Address;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.identity.Tls;
import io.stairgate.agent.journal.Journal;
import io.stairgate.agent.policy.PermissionStore;
import io.stairgate.agent.policy.PolicyStore;
import io.stairgate.agent.wire.ConsoleClient;
import io.stairgate.agent.wire.ConsoleException;
import io.stairgate.agent.wire.FromConsole;
import io.stairgate.agent.wire.LinkStream;
import io.stairgate.agent.wire.RenewalAnswer;
import io.stairgate.agent.wire.ToConsole;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The one stream to the console, for as long as the agent lives. Brings the journal's entries
 * there, brings policies and commands back, renews the certificate, and waits longer and longer
 * while nobody answers. Nothing of enforcement hangs on it.
 *
 * <p>Everything happens on one thread of its own; the public methods may be called from any.
 * Nothing listens.
 *
 * <p>Over 300 lines because connecting, sending, renewing and waiting are one state on one thread.
 */
public final class Link implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Link.class.getName());

  private static final int BATCH_ENTRIES = 256;

  /** 256 KiB less what the message puts around each entry. */
  private static final int BATCH_BYTES = 256 * 1024 - BATCH_ENTRIES * 8 - 64;

  /**
   * Messages that are sent and not acknowledged, as many as a console takes of one laptop at a
   * time. What happens meanwhile waits and goes together with the next, so that a console that
   * stores slowly is told the same in fewer messages.
   */
  private static final int MOST_ON_THE_WAY = 4;

  /**
   * A console that finds the certificate ended breaks the connection off without a word. A laptop
   * whose own clock says otherwise asks for another certificate after this many in a row.
   */
  private static final int MOST_BROKEN_OFF = 4;

  /** Scans at one time that the console is told of. */
  private static final int MOST_SCANS = 8;

  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(1);

  private final Parts parts;
  private final Times times;
  private final ScheduledThreadPoolExecutor loop;
  private final ExecutorService io = Executors.newCachedThreadPool(Threads.named("console-io"));
  private final Backoff backoff;
  private final double renewalJitter;
  private final Witness witness; // the loop's thread alone
  private final CountDownLatch arrived = new CountDownLatch(1);

  // All below belongs to the loop's thread.
  private @Nullable Identity identity;
  private @Nullable ConsoleClient client;
  private @Nullable LinkStream stream;
  private @Nullable ScheduledFuture<?> nextTry;
  private @Nullable ScheduledFuture<?> tick;
  private int attempt;
  private boolean welcomed;
  private boolean renewFirst;
  private boolean renewing;
  private int brokenOff;
  private boolean closing;
  private long nextToSend;

  /** The last number of each message that is sent and not acknowledged. */
  private final Deque<Long> onTheWay = new ArrayDeque<>();

  /** No number of this epoch above this one was ever sent; what was appended since was not. */
  private long highestSent;

  private long lastAcknowledgement;
  private long streamNumber;
  private long tickNanos;
  private long tickSinceBootMs;

  /** By what has passed, not by a clock: after one that was far ahead that would be never. */
  private long renewAgainNanos = System.nanoTime();

  private Duration behind = Duration.ZERO;
  private final Map<String, ScanProgress> scans = new LinkedHashMap<>();
  private boolean scansWait;

  private volatile LinkState state = LinkState.START;

  /**
   * What the link works with.
   *
   * @param identities the laptop's identity
   * @param journal what is brought to the console
   * @param policies for the number of the highest policy
   * @param permissions for their version
   * @param data the agent's folder: what it remembers of the console's log stands there
   * @param owner gets what comes
   * @param agentVersion for example {@code 0.1.0}
   * @param bootTime now, as the running system counts it
   * @param clock the laptop's clock
   * @param random for jitter
   */
  public record Parts(
      IdentityStore identities,
      Journal journal,
      PolicyStore policies,
      PermissionStore permissions,
      DataDirectory data,
      LinkOwner owner,
      String agentVersion,
      Supplier<BootTime> bootTime,
      InstantSource clock,
      RandomGenerator random) {}

  /**
   * How long things take; laptops run with {@link #DEFAULT}.
   *
   * @param heartbeat between two signs of life, moved by a tenth at most
   * @param answer how long the console may take for its first answer and for an acknowledgement
   * @param stable a stream that lasted this long was a good one
   * @param deniedLeast a refused laptop asks again after this at the earliest
   * @param deniedMost and after this at the latest
   */
  public record Times(
      Duration heartbeat,
      Duration answer,
      Duration stable,
      Duration deniedLeast,
      Duration deniedMost) {
    /** What laptops run with. */
    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMinutes(15),
            Duration.ofMinutes(60));
  }

  /**
   * Makes the link; {@link #start} begins. To be made before this process appends anything: what
   * the journal holds now is the most that earlier ones can have sent, and by that a journal that
   * was put back from a copy is known.
   */
  public Link(Parts parts, Times times) {
    this.parts = parts;
    this.times = times;
    backoff = new Backoff(parts.random());
    renewalJitter = parts.random().nextDouble(-1, 1);
    witness = new Witness(parts.data());
    highestSent = parts.journal().nextSequence() - 1;
    loop = new ScheduledThreadPoolExecutor(1, Threads.named("link"));
    loop.setRemoveOnCancelPolicy(true);
    // at the stop the library still hands in a task or two
    loop.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Begins; does nothing while the laptop is not enrolled. */
  public void start() {
    run(this::reload);
  }

  /** The laptop was enrolled, or enrolled anew: connect with what is on the disk now. */
  public void enrolled() {
    run(this::reload);
  }

  /** There are new entries in the journal. */
  public void appended() {
    run(this::pump);
  }

  /** Tells the console now that the agent is alive and when it last proved everything. */
  public void tellAlive() {
    run(this::heartbeat);
  }

  /**
   * Tells the console how far a scan is: the latest word of each permission, once a second at most.
   * Nothing is kept for later while there is no stream.
   */
  public void progress(ScanProgress progress) {
    run(
        () -> {
          if (scans.size() < MOST_SCANS || scans.containsKey(progress.permissionId())) {
            scans.put(progress.permissionId(), progress);
          }
          if (!scansWait) {
            tellScans();
          }
        });
  }

  private void tellScans() {
    scans.values().forEach(each -> send(new ToConsole.Scanning(each)));
    scansWait = !scans.isEmpty();
    scans.clear();
    if (scansWait) {
      after(PROGRESS_EVERY, this::tellScans);
    }
  }

  /** Runs a task on the link's thread: proof that the thread is alive. */
  public void prove(Runnable task) {
    run(task);
  }

  /** How the link stands. */
  public LinkState state() {
    return state;
  }

  /** Ends the stream and the threads; what is in the journal is given a second to arrive. */
  @Override
  public void close() {
    run(
        () -> {
          closing = true;
          pump();
          noteArrived();
        });
    try {
      if (!arrived.await(1, TimeUnit.SECONDS)) {
        LOG.fine("the console gets the last entries when the agent starts again");
      }
      run(this::disconnect);
      run(witness::keep);
      loop.shutdown();
      if (!loop.awaitTermination(500, TimeUnit.MILLISECONDS)) {
        loop.shutdownNow();
      }
    } catch (InterruptedException e) {
      loop.shutdownNow();
      Thread.currentThread().interrupt();
    }
    io.shutdownNow();
  }

  private void noteArrived() {
    if (closing && (!welcomed || parts.journal().waiting() == 0)) {
      arrived.countDown();
    }
  }

  // ---- the loop

  private void run(Runnable task) {
    loop.execute(() -> guarded(task));
  }

  private ScheduledFuture<?> later(Duration delay, Runnable task) {
    return loop.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void after(Duration delay, Runnable task) {
    var _ = later(delay, task);
  }

  /** A fault of ours ends the stream and never the link. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The link had a fault and starts again", e);
      parts.owner().fault("The link to the console had a fault and was started again.");
      failed(
          new ConsoleException(
              ConsoleException.Kind.MALFORMED, "The link had a fault and was started again."));
    }
  }

  private void reload() {
    disconnect();
    cancel(nextTry);
    try {
      Optional<Identity> loaded = parts.identities().load();
      identity = loaded.orElse(null);
      if (identity == null) {
        state = LinkState.START;
        return;
      }
      String before = parts.journal().epoch();
      parts.journal().belongTo(identity.consoleId());
      if (!before.equals(parts.journal().epoch())) {
        highestSent = 0;
      }
      witness.keep();
      witness.belongTo(identity.consoleId());
    } catch (PlainException e) {
      problem(e.sentence());
      return;
    } catch (IOException e) {
      problem("The journal cannot be handed to this console: " + e.getMessage());
      nextTry = later(backoff.next(), this::reload);
      return;
    }
    backoff.reset();
    connect();
  }

  // ---- connecting

  private void connect() {
    disconnect();
    cancel(nextTry);
    Identity me = identity;
    if (me == null) {
      return;
    }
    if (renewFirst || !now().isBefore(me.ends())) {
      renewFirst = false;
      Address address = address(me);
      describe(me, address, "");
      renew(me, address, Tls.withoutCertificate(me, parts.clock()));
    } else {
      open(me);
    }
  }

  private Address address(Identity me) {
    return me.addresses().get(Math.floorMod(attempt, me.addresses().size()));
  }

  private void open(Identity me) {
    Address address = address(me);
    describe(me, address, "");
    long number = ++streamNumber;
    ConsoleClient opened = client(address, Tls.mutual(me, parts.clock()));
    client = opened;
    stream = opened.link(new Receiver(number));
    stream.send(hello());
    after(
        times.answer(),
        () -> {
          if (number == streamNumber && !welcomed) {
            failed(noAnswer(address));
          }
        });
  }

  private ConsoleClient client(Address address, SSLSocketFactory tls) {
    return new ConsoleClient(address.host(), address.port(), tls, loop, io);
  }

  private ToConsole.Hello hello() {
    Journal journal = parts.journal();
    return new ToConsole.Hello(
        parts.agentVersion(),
        parts.bootTime().get().bootId(),
        parts.policies().highest(),
        journal.epoch(),
        journal.nextSequence(),
        journal.oldestKept(),
        parts.clock().instant(),
        witness.show(),
        parts.permissions().version());
  }

  private static ConsoleException noAnswer(Address address) {
    return new ConsoleException(
        ConsoleException.Kind.UNREACHABLE,
        "The console at " + address + " did not answer in time.");
  }

  private void disconnect() {
    streamNumber++;
    welcomed = false;
    cancel(tick);
    tick = null;
    if (stream != null) {
      stream.close();
      stream = null;
    }
    if (client != null) {
      client.close();
      client = null;
    }
  }

  /** The try is over: says why, and waits as long as that reason asks for. */
  private void failed(ConsoleException why) {
    boolean beforeWelcome = !welcomed;
    disconnect();
    problem(why.sentence());
    attempt++;
    Duration wait =
        switch (why.kind()) {
          case DENIED -> backoff.between(times.deniedLeast(), times.deniedMost());
          case UNAUTHENTICATED -> {
            renewFirst = true;
            yield backoff.next();
          }
          case BROKEN_OFF -> {
            brokenOff = beforeWelcome ? brokenOff + 1 : 0;
            renewFirst = brokenOff > 0 && brokenOff % MOST_BROKEN_OFF == 0;
            yield otherAddressLeft() ? Duration.ZERO : backoff.next();
          }
          case UNREACHABLE, NOT_TRUSTED -> otherAddressLeft() ? Duration.ZERO : backoff.next();
          case BUSY, MALFORMED -> backoff.next();
        };
    cancel(nextTry);
    nextTry = later(wait, this::connect);
  }

  private boolean otherAddressLeft() {
    return identity != null && Math.floorMod(attempt, identity.addresses().size()) != 0;
  }

  // ---- the stream

  /** Hands on what belongs to the stream of the moment; a late word of an older one is dropped. */
  private final class Receiver implements LinkStream.Receiver {
    private final long number;

    Receiver(long number) {
      this.number = number;
    }

    @Override
    public void received(FromConsole message) {
      guarded(
          () -> {
            if (number == streamNumber) {
              take(message);
            }
          });
    }

    @Override
    public void becameReady() {
      guarded(
          () -> {
            if (number == streamNumber) {
              pump();
            }
          });
    }

    @Override
    public void ended(ConsoleException why) {
      guarded(
          () -> {
            if (number == streamNumber) {
              failed(why);
            }
          });
    }
  }

  private void take(FromConsole message) {
    if (!welcomed && !(message instanceof FromConsole.Welcome)) {
      failed(
          new ConsoleException(
              ConsoleException.Kind.MALFORMED, "The console did not begin with its welcome."));
      return;
    }
    switch (message) {
      case FromConsole.Welcome welcome -> welcome(welcome);
      case FromConsole.Acknowledged acknowledged -> acknowledged(acknowledged);
      case FromConsole.PolicyArrived(var signed) -> parts.owner().policyCame(signed, now());
      case FromConsole.PermissionsArrived(var signed) ->
          parts.owner().permissionsCame(signed, now());
      case FromConsole.CheckNow(String commandId) ->
          parts.owner().checkNow(() -> run(() -> checked(commandId)));
      case FromConsole.UnknownCommand(String commandId) ->
          send(
              new ToConsole.CommandResult(
                  commandId, false, "This version of the agent does not know this command."));
      case FromConsole.UnknownMessage() -> LOG.fine("the console sent what only newer agents know");
    }
  }

  private void welcome(FromConsole.Welcome welcome) {
    if (welcomed) {
      failed(
          new ConsoleException(
              ConsoleException.Kind.MALFORMED, "The console gave its welcome twice."));
      return;
    }
    Journal journal = parts.journal();
    behind = Duration.between(parts.clock().instant(), welcome.clock());
    if (welcome.acknowledgedThrough() > highestSent) {
      startNewEpoch();
      return;
    }
    welcomed = true;
    attempt = 0;
    brokenOff = 0;
    witness.answered();
    witness.remember(welcome.head());
    journal.acknowledged(welcome.acknowledgedThrough());
    nextToSend = welcome.acknowledgedThrough() + 1;
    onTheWay.clear();
    lastAcknowledgement = System.nanoTime();
    long number = streamNumber;
    after(
        times.stable(),
        () -> {
          if (number == streamNumber) {
            backoff.reset();
          }
        });
    connected(welcome.nickname());
    parts.owner().welcomed(welcome.clock(), welcome.telephoneSecret());
    rememberTick();
    scheduleTick();
    pump();
    renewIfDue();
  }

  /**
   * The console has numbers this journal never sent: the laptop's folder was put back from a copy.
   */
  private void startNewEpoch() {
    try {
      parts.journal().beginNewEpoch();
      highestSent = 0;
      parts
          .owner()
          .fault(
              "The agent's journal was put back from an older copy and goes on under new numbers.");
      connect();
    } catch (IOException e) {
      failed(
          new ConsoleException(
              ConsoleException.Kind.BUSY, "The journal cannot begin anew: " + e.getMessage()));
    }
  }

  private void acknowledged(FromConsole.Acknowledged message) {
    String epoch = message.epoch();
    long through = message.throughSequence();
    Journal journal = parts.journal();
    if (!epoch.equals(journal.epoch()) || through >= nextToSend) {
      failed(
          new ConsoleException(
              ConsoleException.Kind.MALFORMED,
              "The console acknowledged entries that were not sent to it."));
      return;
    }
    lastAcknowledgement = System.nanoTime();
    journal.acknowledged(through);
    onTheWay.removeIf(last -> last <= through);
    witness.remember(message.head());
    pump();
    noteArrived();
  }

  /** Sends what waits, as much as the stream takes without holding it in memory. */
  private void pump() {
    LinkStream open = stream;
    if (open == null || !welcomed) {
      return;
    }
    Journal journal = parts.journal();
    try {
      while (open.ready() && onTheWay.size() < MOST_ON_THE_WAY) {
        List<Entry> entries = journal.read(nextToSend, BATCH_ENTRIES, BATCH_BYTES);
        if (entries.isEmpty()) {
          return;
        }
        if (onTheWay.isEmpty()) {
          lastAcknowledgement = System.nanoTime(); // the wait begins now
        }
        open.send(new ToConsole.Entries(journal.epoch(), entries));
        long last = entries.getLast().sequence();
        onTheWay.add(last);
        nextToSend = last + 1;
        highestSent = Math.max(highestSent, last);
      }
    } catch (IOException e) {
      failed(
          new ConsoleException(
              ConsoleException.Kind.BUSY, "The journal cannot be read: " + e.getMessage()));
    }
  }

  private void send(ToConsole message) {
    if (stream != null && welcomed && stream.ready()) {
      stream.send(message);
    }
  }

  private void checked(String commandId) {
    heartbeat();
    send(new ToConsole.CommandResult(commandId, true, ""));
  }

  // ---- the heartbeat

  private void scheduleTick() {
    double factor = parts.random().nextDouble(0.9, 1.1);
    tick = later(Duration.ofMillis((long) (times.heartbeat().toMillis() * factor)), this::onTick);
  }

  private void onTick() {
    if (slept()) {
      // whatever the connection was before, the network has forgotten it
      connect();
      return;
    }
    if (!onTheWay.isEmpty()
        && System.nanoTime() - lastAcknowledgement > times.answer().multipliedBy(2).toNanos()) {
      failed(
          new ConsoleException(
              ConsoleException.Kind.UNREACHABLE, "The console takes entries but confirms none."));
      return;
    }
    rememberTick();
    heartbeat();
    witness.keep();
    scheduleTick();
    pump();
    renewIfDue();
  }

  /** Says when everything was proved only after the last posture itself is on its way. */
  private void heartbeat() {
    boolean allSent = nextToSend >= parts.journal().nextSequence();
    send(
        new ToConsole.Heartbeat(
            parts.clock().instant(),
            allSent ? parts.owner().findingsProvedAt() : Optional.empty(),
            parts.journal().waiting()));
  }

  private void rememberTick() {
    tickNanos = System.nanoTime();
    tickSinceBootMs = parts.bootTime().get().sinceBootMs();
  }

  /** Timers stand still while a laptop sleeps, the time since its start goes on. */
  private boolean slept() {
    long awake = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - tickNanos);
    long all = parts.bootTime().get().sinceBootMs() - tickSinceBootMs;
    return all - awake > 30_000;
  }

  // ---- renewal

  /**
   * The moment by the console's clock, as far as it is known: a wrong clock here renews all the
   * same.
   */
  private Instant now() {
    return parts.clock().instant().plus(behind);
  }

  private void renewIfDue() {
    Identity me = identity;
    ConsoleClient open = client;
    if (me == null
        || open == null
        || renewing
        || now().isBefore(me.renewAt(renewalJitter))
        || System.nanoTime() - renewAgainNanos < 0) {
      return;
    }
    renewAgainNanos =
        System.nanoTime()
            + backoff.between(Duration.ofMinutes(5), Duration.ofMinutes(15)).toNanos();
    askForCertificate(me, open, why -> problem(why.sentence()));
  }

  private void renew(Identity me, Address address, SSLSocketFactory tls) {
    if (renewing) {
      nextTry = later(backoff.next(), this::connect); // the try before this one is ending just now
      return;
    }
    ConsoleClient opened = client(address, tls);
    client = opened;
    askForCertificate(me, opened, this::failed);
  }

  /** What to do when there was no new certificate. */
  private interface OnFailure {
    void failed(ConsoleException why);
  }

  private void askForCertificate(Identity me, ConsoleClient over, OnFailure onFailure) {
    renewing = true;
    Bytes request = me.key().certificateRequest();
    Bytes certificate = me.certificateDer();
    io.execute(
        () -> {
          try {
            RenewalAnswer answer = over.renew(certificate, request);
            run(
                () -> {
                  renewing = false;
                  answered(me, answer);
                });
          } catch (ConsoleException e) {
            run(
                () -> {
                  renewing = false;
                  onFailure.failed(e);
                });
          }
        });
  }

  private void answered(Identity me, RenewalAnswer answer) {
    if (!me.equals(identity)) {
      return; // enrolled anew meanwhile
    }
    switch (answer) {
      case RenewalAnswer.Renewed(Bytes certificate) -> {
        try {
          identity = parts.identities().renewed(me, certificate);
          LOG.log(Level.INFO, "The laptop''s certificate was renewed until {0}", identity.ends());
          disconnect();
          cancel(nextTry);
          // Whatever the clocks say of it: by a clock that is far ahead each one has ended already.
          open(identity);
        } catch (PlainException e) {
          failed(new ConsoleException(ConsoleException.Kind.DENIED, e.sentence()));
        } catch (IOException e) {
          failed(
              new ConsoleException(
                  ConsoleException.Kind.BUSY,
                  "The next certificate cannot be kept: " + e.getMessage()));
        }
      }
      case RenewalAnswer.Waiting(Instant askedAt, Duration askAgainAfter) -> {
        if (welcomed) {
          return; // the certificate still holds; asked again later
        }
        disconnect();
        waitForApproval();
        renewFirst = true;
        cancel(nextTry);
        nextTry =
            later(
                backoff.between(askAgainAfter, askAgainAfter.multipliedBy(11).dividedBy(10)),
                this::connect);
      }
    }
  }

  // ---- what the person sees

  private void describe(Identity me, Address address, String nickname) {
    state =
        new LinkState(
            true,
            me.settingName(),
            nickname.isEmpty() ? me.nickname() : nickname,
            address.toString(),
            Optional.empty(),
            behind.isZero() ? Optional.empty() : Optional.of(behind),
            Optional.of(me.ends()),
            false,
            state.lastProblem());
  }

  private void connected(String nickname) {
    LinkState s = state;
    state =
        new LinkState(
            true,
            s.settingName(),
            nickname.isEmpty() ? s.nickname() : nickname,
            s.address(),
            Optional.of(parts.clock().instant()),
            Optional.of(behind),
            s.certificateEnds(),
            false,
            "");
    LOG.log(Level.INFO, "Connected to the console at {0}", s.address());
  }

  private void problem(String sentence) {
    LinkState s = state;
    if (!sentence.equals(s.lastProblem())) {
      LOG.log(Level.WARNING, "{0}", sentence);
    }
    state =
        new LinkState(
            identity != null,
            s.settingName(),
            s.nickname(),
            s.address(),
            stream == null ? Optional.empty() : s.connectedSince(),
            s.clockBehind(),
            s.certificateEnds(),
            false,
            sentence);
  }

  private void waitForApproval() {
    problem(
        "This laptop was away for long. A person has to approve its return in the console, on the"
            + " laptop's page.");
    LinkState s = state;
    state =
        new LinkState(
            true,
            s.settingName(),
            s.nickname(),
            s.address(),
            Optional.empty(),
            s.clockBehind(),
            s.certificateEnds(),
            true,
            s.lastProblem());
  }

  private static void cancel(@Nullable ScheduledFuture<?> task) {
    if (task != null) {
      task.cancel(false);
    }
  }
}
