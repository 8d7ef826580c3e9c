package io.stairgate.packaging.load;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.StreamObserver;
import io.stairgate.agent.link.Backoff;
import io.stairgate.proto.v1.Entries;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.Heartbeat;
import io.stairgate.proto.v1.Hello;
import io.stairgate.proto.v1.LinkRequest;
import io.stairgate.proto.v1.LinkResponse;
import io.stairgate.proto.v1.LinkServiceGrpc;
import io.stairgate.proto.v1.Permissions;
import io.stairgate.proto.v1.Policy;
import io.stairgate.proto.v1.PolicyVersion;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One laptop: a journal in memory, one stream, and the agent's own way of waiting before it tries
 * again. It forgets nothing that was not acknowledged. Any thread may use it.
 */
final class SimLaptop {
  private static final int BATCH = 128;

  /** As the agent: what happens while so many messages are on their way goes with the next. */
  private static final int MESSAGES = 4;

  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration STABLE = Duration.ofSeconds(60);

  final UUID device;
  final String epoch;
  final int setting;
  private final int number;
  private final Fleet fleet;
  private final SslContext tls;
  private final InetSocketAddress from;
  private final Backoff backoff;
  private final Happenings happenings;
  private final String boot;

  // Guarded by this.
  private long sticks;
  private long next = 1;
  private long acknowledged;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** What of it is not sent on this stream yet. */
  private final Deque<Entry> unsent = new ArrayDeque<>();

  /** The last number of each message that is not acknowledged yet. */
  private final Deque<Long> onTheWay = new ArrayDeque<>();

  private @Nullable ManagedChannel channel;
  private @Nullable StreamObserver<LinkRequest> out;
  private @Nullable PolicyVersion policy;
  private @Nullable PolicyVersion permissions;
  private int stream;
  private boolean welcomed;
  private boolean asleep = true;
  private boolean over;

  /** What is not acknowledged yet; {@code due} is 0 where the laptop itself was away. */
  private record Waiting(long sequence, Entry entry, long due) {}

  SimLaptop(
      Fleet fleet, int number, int setting, UUID device, SslContext tls, InetSocketAddress from) {
    Random random = new Random(fleet.seed() * 31 + number);
    this.fleet = fleet;
    this.number = number;
    this.setting = setting;
    this.device = device;
    this.tls = tls;
    this.from = from;
    this.backoff = new Backoff(random);
    this.happenings = new Happenings(number, random);
    this.epoch = new UUID(random.nextLong(), random.nextLong()).toString();
    this.boot = new UUID(random.nextLong(), random.nextLong()).toString();
  }

  int number() {
    return number;
  }

  synchronized boolean connected() {
    return welcomed;
  }

  synchronized boolean isAsleep() {
    return asleep;
  }

  /** How many entries are not acknowledged. */
  synchronized int unacknowledged() {
    return waiting.size();
  }

  /** How many entries it made, numbered from 1 on. */
  synchronized long made() {
    return next - 1;
  }

  /** How many of them were a stick that was plugged in. */
  synchronized long sticks() {
    return sticks;
  }

  /** Everything up to this number was acknowledged. */
  synchronized long acknowledged() {
    return acknowledged;
  }

  // ---- what happens to it

  /**
   * Something happened at the laptop.
   *
   * @param serial of the stick; empty: one of the laptop's own
   * @param due when it was to happen, by {@link System#nanoTime}
   */
  synchronized void happened(Happenings.Kind kind, String serial, long due) {
    long sequence = next++;
    sticks += kind == Happenings.Kind.STICK ? 1 : 0;
    Waiting one =
        new Waiting(sequence, happenings.entry(kind, serial, sequence), welcomed ? due : 0);
    waiting.add(one);
    unsent.add(one.entry());
    pump();
  }

  synchronized void heartbeat() {
    if (welcomed && out != null) {
      out.onNext(
          LinkRequest.newBuilder()
              .setHeartbeat(
                  Heartbeat.newBuilder()
                      .setClock(now())
                      .setFindingsProvedAt(now())
                      .setWaitingEntries(waiting.size()))
              .build());
    }
  }

  /** The lid is shut: the connection is gone without a word. */
  void sleep() {
    synchronized (this) {
      asleep = true;
    }
    disconnect();
  }

  void wake() {
    synchronized (this) {
      asleep = false;
    }
    connect();
  }

  void end() {
    synchronized (this) {
      over = true;
    }
    disconnect();
  }

  // ---- its stream

  private synchronized void connect() {
    if (over || asleep || channel != null) {
      return;
    }
    fleet.attempted();
    int mine = ++stream;
    ManagedChannel opened = fleet.channel(tls, from);
    channel = opened;
    StreamObserver<LinkRequest> sending = LinkServiceGrpc.newStub(opened).link(new Receiver(mine));
    out = sending;
    Hello.Builder hello =
        Hello.newBuilder()
            .setAgentVersion("0.1.0")
            .setContractVersion(1)
            .setBootId(boot)
            .setJournalEpoch(epoch)
            .setNextSequence(next)
            .setOldestKeptSequence(1)
            .setClock(now());
    if (policy != null) {
      hello.setHighestPolicy(policy);
    }
    if (permissions != null) {
      hello.setHighestPermissions(permissions);
    }
    sending.onNext(LinkRequest.newBuilder().setHello(hello).build());
    fleet.later(ANSWER, () -> lost(mine, false));
  }

  /** The stream {@code mine} is over, or never began. */
  private void lost(int mine, boolean always) {
    synchronized (this) {
      if (mine != stream || (welcomed && !always)) {
        return;
      }
    }
    disconnect();
    synchronized (this) {
      if (!over && !asleep) {
        fleet.later(backoff.next(), this::connect);
      }
    }
  }

  private void disconnect() {
    ManagedChannel old;
    synchronized (this) {
      stream++;
      welcomed = false;
      old = channel;
      channel = null;
      out = null;
      // Nobody waits for these any more: the laptop itself is away.
      List<Waiting> left = List.copyOf(waiting);
      waiting.clear();
      left.forEach(each -> waiting.add(new Waiting(each.sequence(), each.entry(), 0)));
    }
    if (old != null) {
      old.shutdownNow();
    }
  }

  private synchronized void received(int mine, LinkResponse answer) {
    if (mine != stream) {
      return;
    }
    switch (answer.getMessageCase()) {
      case WELCOME -> welcome(mine, answer.getWelcome().getAcknowledgedThrough());
      case ACKNOWLEDGEMENT -> through(answer.getAcknowledgement().getThroughSequence());
      case POLICY -> {
        try {
          policy = Policy.parseFrom(answer.getPolicy().getPolicy()).getVersion();
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException(e);
        }
      }
      case PERMISSIONS -> {
        try {
          permissions =
              Permissions.parseFrom(answer.getPermissions().getPermissions()).getVersion();
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException(e);
        }
      }
      case COMMAND, MESSAGE_NOT_SET -> {}
    }
  }

  private void welcome(int mine, long through) {
    fleet.welcomed();
    unsent.clear();
    onTheWay.clear();
    through(through);
    waiting.forEach(each -> unsent.add(each.entry()));
    welcomed = true;
    pump();
    fleet.later(
        STABLE,
        () -> {
          synchronized (this) {
            if (mine == stream) {
              backoff.reset();
            }
          }
        });
  }

  /** Sends what waits. */
  private synchronized void pump() {
    while (welcomed && out != null && onTheWay.size() < MESSAGES && !unsent.isEmpty()) {
      Entries.Builder batch = Entries.newBuilder();
      while (batch.getEntriesCount() < BATCH && !unsent.isEmpty()) {
        batch.addEntries(unsent.removeFirst());
      }
      onTheWay.add(batch.getEntries(batch.getEntriesCount() - 1).getSequence());
      out.onNext(entries(batch));
    }
  }

  private synchronized void through(long sequence) {
    long now = System.nanoTime();
    acknowledged = Math.max(acknowledged, sequence);
    while (!waiting.isEmpty() && waiting.peekFirst().sequence() <= sequence) {
      long due = waiting.removeFirst().due();
      if (due != 0) {
        fleet.acknowledged(this, now - due);
      }
    }
    onTheWay.removeIf(last -> last <= sequence);
    pump();
  }

  private LinkRequest entries(Entries.Builder batch) {
    return LinkRequest.newBuilder().setEntries(batch.setJournalEpoch(epoch)).build();
  }

  static Timestamp now() {
    Instant now = Instant.now();
    return Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
  }

  private final class Receiver implements StreamObserver<LinkResponse> {
    private final int mine;

    Receiver(int mine) {
      this.mine = mine;
    }

    @Override
    public void onNext(LinkResponse answer) {
      received(mine, answer);
    }

    @Override
    public void onError(Throwable e) {
      synchronized (SimLaptop.this) {
        if (mine == stream) {
          fleet.ended(Status.fromThrowable(e), welcomed);
        }
      }
      lost(mine, true);
    }

    @Override
    public void onCompleted() {
      lost(mine, true);
    }
  }
}
