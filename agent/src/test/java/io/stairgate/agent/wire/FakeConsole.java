package io.stairgate.agent.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.stub.StreamObserver;
import io.stairgate.agent.identity.Pki;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.policy.RefusedRequest;
import io.stairgate.proto.v1.Acknowledgement;
import io.stairgate.proto.v1.ApprovalPending;
import io.stairgate.proto.v1.CheckNow;
import io.stairgate.proto.v1.Command;
import io.stairgate.proto.v1.CommandResult;
import io.stairgate.proto.v1.EnrolRequest;
import io.stairgate.proto.v1.EnrolResponse;
import io.stairgate.proto.v1.EnrolmentServiceGrpc;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.Heartbeat;
import io.stairgate.proto.v1.Hello;
import io.stairgate.proto.v1.LinkRequest;
import io.stairgate.proto.v1.LinkResponse;
import io.stairgate.proto.v1.LinkServiceGrpc;
import io.stairgate.proto.v1.Policy;
import io.stairgate.proto.v1.PolicyVersion;
import io.stairgate.proto.v1.RenewRequest;
import io.stairgate.proto.v1.RenewResponse;
import io.stairgate.proto.v1.RulePolicy;
import io.stairgate.proto.v1.ScanProgress;
import io.stairgate.proto.v1.SignedPermissions;
import io.stairgate.proto.v1.SignedPolicy;
import io.stairgate.proto.v1.Stage;
import io.stairgate.proto.v1.Welcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A console for tests: real gRPC over real TLS on a port of its own, one authority, everything in
 * memory, and one fault at a time. Thread-safe by one lock; tests await its state.
 */
public final class FakeConsole implements AutoCloseable {
  public static final String CODE = "abcdefghijklmnopqrstuv";
  public static final String SETTING = "Little Oaks";
  public static final byte[] TELEPHONE_SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final Context.Key<X509Certificate[]> PEER = Context.key("peer");

  /** What goes wrong. */
  public enum Fault {
    NONE,
    /** The enrolment is stored and its answer lost. */
    LOSE_ENROL_ANSWER,
    /** Entries are stored, and the stream breaks before they are acknowledged. */
    CUT_BEFORE_ACK,
    /** The stream breaks right after each acknowledgement. */
    CUT_AFTER_ACK,
    /** Entries are neither stored nor acknowledged. */
    DEAF,
    /** Acknowledges what was never sent. */
    LYING_ACK,
    /** Sends a message longer than any may be. */
    OVERSIZE,
    /** Every call: the device is banned. */
    BANNED,
    /** Every link: the certificate is not taken. */
    UNAUTHENTICATED,
    /** Does not take the certificate while the connection is made, as for an ended one. */
    BREAKS_OFF,
    /** Gives no other certificate. */
    RENEWS_NOTHING,
    /** Answers nothing at all. */
    SILENT
  }

  public final Pki pki;
  public final KeyPair policyKey = Pki.keyPair();
  private final Server server;

  /** Its clock. */
  public volatile Instant now;

  public volatile Fault fault = Fault.NONE;
  public volatile boolean approves = true;
  public volatile Duration certificateLife = Duration.ofDays(30);
  public volatile Instant certificateFrom;

  private final Map<String, EnrolResponse> enrolled = new HashMap<>();
  private final Map<String, TreeMap<Long, Entry>> stored = new TreeMap<>();
  private final List<Heartbeat> heartbeats = new ArrayList<>();
  private final List<CommandResult> results = new ArrayList<>();
  private final List<ScanProgress> scans = new ArrayList<>();
  private final List<Hello> hellos = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<String> received = new ArrayList<>();
  private final List<Boolean> renewals = new ArrayList<>();
  private final List<StreamObserver<LinkResponse>> open = new ArrayList<>();
  private @Nullable SignedPolicy policy;
  private @Nullable SignedPermissions permissions;
  private io.stairgate.proto.v1.@Nullable AuditHead auditHead;

  public FakeConsole(Pki pki, Instant now) throws Exception {
    this(pki, now, 0, Pki.CONSOLE_ID);
  }

  public FakeConsole(Pki pki, Instant now, int port, String consoleId) throws Exception {
    this.pki = pki;
    this.now = now;
    certificateFrom = now.minusSeconds(60);
    KeyPair key = Pki.keyPair();
    SslContext tls =
        GrpcSslContexts.configure(
                SslContextBuilder.forServer(
                    key.getPrivate(), pki.server(key.getPublic(), consoleId), pki.ca),
                SslProvider.JDK)
            .protocols("TLSv1.3")
            .trustManager(new IssuedByUs(pki.ca))
            .clientAuth(ClientAuth.OPTIONAL)
            .build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .sslContext(tls)
            .addService(new Enrolment())
            .addService(new Links())
            .intercept(new WhoCalls())
            .addTransportFilter(new ServerTransportFilter() {})
            .maxInboundMessageSize(512 * 1024)
            .build()
            .start();
  }

  public int port() {
    return server.getPort();
  }

  // ---- what tests ask

  public synchronized List<String> words() {
    List<String> words = new ArrayList<>();
    stored.forEach((epoch, entries) -> entries.values().forEach(e -> words.add(words(e))));
    return words;
  }

  public synchronized int epochs() {
    return stored.size();
  }

  public synchronized List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    stored.values().forEach(entries -> all.addAll(entries.values()));
    return all;
  }

  /** Every message that came, as it came. */
  public synchronized List<Message> messages() {
    return List.copyOf(messages);
  }

  /** How many entries each message had that brought some. */
  public synchronized List<Integer> batches() {
    return messages.stream()
        .filter(each -> each instanceof LinkRequest request && request.hasEntries())
        .map(each -> ((LinkRequest) each).getEntries().getEntriesCount())
        .toList();
  }

  public synchronized List<Heartbeat> heartbeats() {
    return List.copyOf(heartbeats);
  }

  public synchronized List<CommandResult> results() {
    return List.copyOf(results);
  }

  public synchronized List<ScanProgress> scans() {
    return List.copyOf(scans);
  }

  public synchronized List<Hello> hellos() {
    return List.copyOf(hellos);
  }

  /** From now on every welcome and acknowledgement carries this head. */
  public synchronized void auditHead(long epoch, long branch, long number) {
    byte[] hash = new byte[32];
    hash[0] = (byte) number;
    auditHead =
        io.stairgate.proto.v1.AuditHead.newBuilder()
            .setRestoreEpoch(epoch)
            .setBranch(branch)
            .setNumber(number)
            .setHash(ByteString.copyFrom(hash))
            .setMac(ByteString.copyFrom(new byte[32]))
            .build();
  }

  public synchronized int streams() {
    return open.size();
  }

  public synchronized int received() {
    return received.size();
  }

  public synchronized List<Boolean> renewalsWithCertificate() {
    return List.copyOf(renewals);
  }

  private static String words(Entry entry) {
    return switch (entry.getWhatCase()) {
      case AGENT -> entry.getAgent().getDetail();
      case POSTURE -> "posture";
      case MEDIA -> "media " + entry.getMedia().getReason();
      case GAP -> "gap " + entry.getGap().getReason();
      case REQUEST -> "request " + entry.getRequest().getReason();
      case PERMISSION -> "permission " + entry.getPermission().getReason();
      case RECOVERY_KEY -> "recovery key " + entry.getRecoveryKey().getReason();
      case CONCERN -> "concern " + entry.getConcern().getKindValue();
      case DRIFT -> "drift " + entry.getDrift().getWhat();
      case PROGRAMS -> "programs " + entry.getPrograms().getPresentCount();
      case NOTICE_READ -> "notice " + entry.getNoticeRead().getNotice();
      case WHAT_NOT_SET -> "nothing";
    };
  }

  // ---- what tests do

  /** Forgets every entry above a number: the console was restored from a backup. */
  public synchronized void restoreTo(long through) {
    stored.values().forEach(entries -> entries.tailMap(through, false).clear());
    cut();
  }

  /** Breaks every stream. */
  public synchronized void cut() {
    List<StreamObserver<LinkResponse>> all = List.copyOf(open);
    open.clear();
    all.forEach(stream -> stream.onError(Status.UNAVAILABLE.asRuntimeException()));
  }

  public synchronized void send(LinkResponse message) {
    open.forEach(stream -> stream.onNext(message));
  }

  /** Acknowledges what may not be stored. */
  public synchronized void acknowledge(long through) {
    send(
        LinkResponse.newBuilder()
            .setAcknowledgement(
                Acknowledgement.newBuilder()
                    .setJournalEpoch(hellos.getLast().getJournalEpoch())
                    .setThroughSequence(through))
            .build());
  }

  public String checkNow() {
    String id = UUID.randomUUID().toString();
    send(
        LinkResponse.newBuilder()
            .setCommand(
                Command.newBuilder().setCommandId(id).setCheckNow(CheckNow.getDefaultInstance()))
            .build());
    return id;
  }

  public void unknownCommand() {
    send(
        LinkResponse.newBuilder()
            .setCommand(Command.newBuilder().setCommandId(UUID.randomUUID().toString()))
            .build());
  }

  /** Permissions that nobody signed. */
  public void permission() {
    ByteString anything = ByteString.copyFromUtf8("anything");
    send(
        LinkResponse.newBuilder()
            .setPermissions(
                SignedPermissions.newBuilder()
                    .setPermissions(anything)
                    .setSignatureDer(anything)
                    .setCertificateDer(anything))
            .build());
  }

  /** Signs permissions and sends them to everybody, now and at each new stream. */
  public void permissions(String deviceId, long epoch, long number, Permission... permissions) {
    permissions(deviceId, epoch, number, List.of(), permissions);
  }

  /** The same with requests that were refused. */
  public synchronized void permissions(
      String deviceId,
      long epoch,
      long number,
      List<RefusedRequest> refused,
      Permission... permissions) {
    permissions(deviceId, epoch, number, refused, List.of(), permissions);
  }

  /** The same with what the laptop made itself and was stopped. */
  public synchronized void permissions(
      String deviceId,
      long epoch,
      long number,
      List<RefusedRequest> refused,
      List<String> stopped,
      Permission... permissions) {
    SignedPermissions fresh =
        PermissionMaker.message(
            new PermissionMaker(pki, policyKey)
                .signed(deviceId, epoch, number, now, refused, stopped, permissions));
    this.permissions = fresh;
    send(LinkResponse.newBuilder().setPermissions(fresh).build());
  }

  public void unknownMessage() {
    send(LinkResponse.getDefaultInstance());
  }

  /** Signs a policy and sends it to everybody, now and at each new stream. */
  public synchronized void policy(String deviceId, long epoch, long number, Stage media) {
    SignedPolicy fresh = sign(unsigned(deviceId, epoch, number, media));
    policy = fresh;
    send(LinkResponse.newBuilder().setPolicy(fresh).build());
  }

  public static Policy unsigned(String deviceId, long epoch, long number, Stage media) {
    return Policy.newBuilder()
        .setFormat(1)
        .setDeviceId(deviceId)
        .setVersion(PolicyVersion.newBuilder().setEpoch(epoch).setNumber(number))
        .setMadeAt(Timestamp.newBuilder().setSeconds(1_700_000_000))
        .setSettingName(SETTING)
        .addRules(RulePolicy.newBuilder().setRule("portable-media").setStage(media))
        .build();
  }

  public SignedPolicy sign(Policy unsigned) {
    byte[] bytes = unsigned.toByteArray();
    byte[] purpose = "stairgate-policy-v1\0".getBytes(StandardCharsets.US_ASCII);
    return SignedPolicy.newBuilder()
        .setPolicy(ByteString.copyFrom(bytes))
        .setSignatureDer(ByteString.copyFrom(Pki.sign(policyKey.getPrivate(), purpose, bytes)))
        .setCertificateDer(
            ByteString.copyFrom(Pki.der(pki.policySigner(policyKey.getPublic())).toArray()))
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- the services

  /** Takes whatever the authority issued, ended or not: the tests' clocks are not the machine's. */
  private final class IssuedByUs implements X509TrustManager {
    private final X509Certificate ca;

    IssuedByUs(X509Certificate ca) {
      this.ca = ca;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      if (fault == Fault.BREAKS_OFF) {
        throw new CertificateException("ended");
      }
      try {
        chain[0].verify(ca.getPublicKey());
      } catch (GeneralSecurityException e) {
        throw new CertificateException(e);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("a console is nobody's client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[] {ca};
    }
  }

  private static final class WhoCalls implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      @Nullable SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
      X509Certificate[] peer = new X509Certificate[0];
      try {
        Certificate[] chain = session == null ? new Certificate[0] : session.getPeerCertificates();
        peer = Arrays.copyOf(chain, chain.length, X509Certificate[].class);
      } catch (IOException e) {
        // shows none
      }
      return Contexts.interceptCall(Context.current().withValue(PEER, peer), call, headers, next);
    }
  }

  private final class Enrolment extends EnrolmentServiceGrpc.EnrolmentServiceImplBase {
    @Override
    public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> answer) {
      synchronized (FakeConsole.this) {
        messages.add(request);
      }
      if (fault == Fault.SILENT) {
        return;
      }
      if (!request.getCode().equals(CODE)) {
        answer.onError(
            Status.PERMISSION_DENIED
                .withDescription("This code is not known. Make a new line in the console.")
                .asRuntimeException());
        return;
      }
      String key = publicKey(request.getCsrDer().toByteArray());
      EnrolResponse response;
      synchronized (FakeConsole.this) {
        if (!enrolled.isEmpty() && !enrolled.containsKey(key)) {
          answer.onError(
              Status.PERMISSION_DENIED
                  .withDescription("This code was used. Make a new line in the console.")
                  .asRuntimeException());
          return;
        }
        response = enrolled.computeIfAbsent(key, k -> response(request.getCsrDer().toByteArray()));
      }
      if (fault == Fault.LOSE_ENROL_ANSWER) {
        fault = Fault.NONE;
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
        return;
      }
      answer.onNext(response);
      answer.onCompleted();
    }

    private EnrolResponse response(byte[] csr) {
      String device = UUID.randomUUID().toString();
      return EnrolResponse.newBuilder()
          .setDeviceId(device)
          .setCertificateDer(
              ByteString.copyFrom(
                  Pki.der(
                          pki.device(
                              csr, device, certificateFrom, certificateFrom.plus(certificateLife)))
                      .toArray()))
          .setCaCertificateDer(ByteString.copyFrom(Pki.der(pki.ca).toArray()))
          .setConsoleId(Pki.CONSOLE_ID)
          .setSettingName(SETTING)
          .setNickname("Blue Room")
          .build();
    }

    @Override
    public void renew(RenewRequest request, StreamObserver<RenewResponse> answer) {
      boolean withCertificate = PEER.get().length > 0;
      synchronized (FakeConsole.this) {
        renewals.add(withCertificate);
      }
      if (fault == Fault.BANNED) {
        answer.onError(
            Status.PERMISSION_DENIED
                .withDescription("This laptop was banned.")
                .asRuntimeException());
        return;
      }
      if (fault == Fault.RENEWS_NOTHING) {
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
        return;
      }
      RenewResponse.Builder response = RenewResponse.newBuilder();
      if (withCertificate || approves) {
        String device = enrolled.values().iterator().next().getDeviceId();
        response.setCertificateDer(
            ByteString.copyFrom(
                Pki.der(
                        pki.device(
                            request.getCsrDer().toByteArray(),
                            device,
                            now.minusSeconds(60),
                            now.plus(Duration.ofDays(30))))
                    .toArray()));
      } else {
        response.setPending(
            ApprovalPending.newBuilder()
                .setAskedAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()))
                .setAskAgainAfterS(10));
      }
      answer.onNext(response.build());
      answer.onCompleted();
    }
  }

  private static String publicKey(byte[] csr) {
    try {
      return new org.bouncycastle.pkcs.PKCS10CertificationRequest(csr)
              .getSubjectPublicKeyInfo()
              .toString()
          + Arrays.hashCode(
              new org.bouncycastle.pkcs.PKCS10CertificationRequest(csr)
                  .getSubjectPublicKeyInfo()
                  .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Links extends LinkServiceGrpc.LinkServiceImplBase {
    @Override
    public StreamObserver<LinkRequest> link(StreamObserver<LinkResponse> out) {
      boolean known = PEER.get().length > 0;
      if (!known || fault == Fault.UNAUTHENTICATED) {
        out.onError(
            Status.UNAUTHENTICATED.withDescription("No valid certificate.").asRuntimeException());
        return new Ignoring();
      }
      if (fault == Fault.BANNED) {
        out.onError(
            Status.PERMISSION_DENIED
                .withDescription("This laptop was banned.")
                .asRuntimeException());
        return new Ignoring();
      }
      return fault == Fault.SILENT ? new Ignoring() : new Stream(out);
    }
  }

  private static final class Ignoring implements StreamObserver<LinkRequest> {
    @Override
    public void onNext(LinkRequest request) {}

    @Override
    public void onError(Throwable problem) {}

    @Override
    public void onCompleted() {}
  }

  /** One stream; everything under the console's lock. */
  private final class Stream implements StreamObserver<LinkRequest> {
    private final StreamObserver<LinkResponse> out;
    private String epoch = "";

    Stream(StreamObserver<LinkResponse> out) {
      this.out = out;
    }

    @Override
    public void onNext(LinkRequest request) {
      synchronized (FakeConsole.this) {
        messages.add(request);
        switch (request.getMessageCase()) {
          case HELLO -> hello(request.getHello());
          case ENTRIES -> entries(request);
          case HEARTBEAT -> heartbeats.add(request.getHeartbeat());
          case COMMAND_RESULT -> results.add(request.getCommandResult());
          case SCAN_PROGRESS -> scans.add(request.getScanProgress());
          case MESSAGE_NOT_SET -> out.onError(Status.INVALID_ARGUMENT.asRuntimeException());
        }
      }
    }

    private void hello(Hello hello) {
      hellos.add(hello);
      epoch = hello.getJournalEpoch();
      open.add(out);
      if (fault == Fault.OVERSIZE) {
        out.onNext(
            LinkResponse.newBuilder()
                .setPolicy(
                    SignedPolicy.newBuilder().setPolicy(ByteString.copyFrom(new byte[2 << 20])))
                .build());
        return;
      }
      Welcome.Builder welcome =
          Welcome.newBuilder()
              .setAcknowledgedThrough(through())
              .setClock(Timestamp.newBuilder().setSeconds(now.getEpochSecond()))
              .setNickname("Green Room")
              .setTelephoneSecret(ByteString.copyFrom(TELEPHONE_SECRET));
      if (auditHead != null) {
        welcome.setAuditHead(auditHead);
      }
      out.onNext(LinkResponse.newBuilder().setWelcome(welcome).build());
      if (policy != null) {
        out.onNext(LinkResponse.newBuilder().setPolicy(policy).build());
      }
      if (permissions != null) {
        out.onNext(LinkResponse.newBuilder().setPermissions(permissions).build());
      }
    }

    private long through() {
      TreeMap<Long, Entry> mine = stored.getOrDefault(epoch, new TreeMap<>());
      return mine.isEmpty() ? 0 : mine.lastKey();
    }

    private void entries(LinkRequest request) {
      if (fault == Fault.DEAF || !open.contains(out)) {
        return;
      }
      if (fault == Fault.LYING_ACK) {
        ack(9_999_999);
        return;
      }
      TreeMap<Long, Entry> mine = stored.computeIfAbsent(epoch, e -> new TreeMap<>());
      long wanted = through() + 1;
      if (request.getEntries().getEntriesCount() > 256
          || request.getSerializedSize() > 256 * 1024) {
        throw new IllegalStateException("too much in one message");
      }
      for (Entry entry : request.getEntries().getEntriesList()) {
        received.add(epoch + " " + entry.getSequence());
        long first = entry.hasGap() ? entry.getGap().getFirstSequence() : entry.getSequence();
        if (first > wanted) {
          throw new IllegalStateException("a hole from " + wanted + " to " + first);
        }
        mine.putIfAbsent(entry.getSequence(), entry);
        wanted = Math.max(wanted, entry.getSequence() + 1);
      }
      if (fault == Fault.CUT_BEFORE_ACK) {
        fault = Fault.NONE;
        cut();
        return;
      }
      ack(through());
      if (fault == Fault.CUT_AFTER_ACK) {
        cut();
      }
    }

    private void ack(long through) {
      Acknowledgement.Builder ack =
          Acknowledgement.newBuilder().setJournalEpoch(epoch).setThroughSequence(through);
      if (auditHead != null) {
        ack.setAuditHead(auditHead);
      }
      out.onNext(LinkResponse.newBuilder().setAcknowledgement(ack).build());
    }

    @Override
    public void onError(Throwable problem) {
      synchronized (FakeConsole.this) {
        open.remove(out);
      }
    }

    @Override
    public void onCompleted() {
      synchronized (FakeConsole.this) {
        open.remove(out);
        out.onCompleted();
      }
    }
  }
}
