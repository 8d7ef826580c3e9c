package io.stairgate.console;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.stub.StreamObserver;
import io.stairgate.proto.v1.Acknowledgement;
import io.stairgate.proto.v1.AgentAction;
import io.stairgate.proto.v1.AgentEvent;
import io.stairgate.proto.v1.EnrolRequest;
import io.stairgate.proto.v1.EnrolResponse;
import io.stairgate.proto.v1.EnrolmentServiceGrpc;
import io.stairgate.proto.v1.Entries;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.Hardware;
import io.stairgate.proto.v1.Hello;
import io.stairgate.proto.v1.IdentityStrength;
import io.stairgate.proto.v1.LinkRequest;
import io.stairgate.proto.v1.LinkResponse;
import io.stairgate.proto.v1.LinkServiceGrpc;
import io.stairgate.proto.v1.MediaAction;
import io.stairgate.proto.v1.MediaEvent;
import io.stairgate.proto.v1.Medium;
import io.stairgate.proto.v1.MediumKind;
import io.stairgate.proto.v1.PolicyVersion;
import io.stairgate.proto.v1.Stage;
import io.stairgate.proto.v1.Welcome;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/** A laptop as the contract describes it, over real TLS. */
final class TestAgent implements AutoCloseable {
  final KeyPair key;
  final int port;
  final String journal;
  final String boot;
  final List<ManagedChannel> channels = new ArrayList<>();
  String deviceId = "";
  @Nullable X509Certificate certificate;

  TestAgent(int port) {
    this(port, newKey());
  }

  TestAgent(int port, KeyPair key) {
    this(port, key, UUID.randomUUID().toString(), UUID.randomUUID().toString());
  }

  private TestAgent(int port, KeyPair key, String journal, String boot) {
    this.port = port;
    this.key = key;
    this.journal = journal;
    this.boot = boot;
  }

  /** The same laptop at another console. */
  TestAgent at(int otherPort) {
    TestAgent moved = new TestAgent(otherPort, key, journal, boot);
    moved.deviceId = deviceId;
    moved.certificate = certificate;
    return moved;
  }

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] csr(KeyPair key) {
    try {
      return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=laptop"), key.getPublic())
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
          .getEncoded();
    } catch (java.io.IOException | org.bouncycastle.operator.OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  static X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A connection that shows the given certificates, or none. */
  ManagedChannel channel(KeyPair shownKey, X509Certificate... shown) {
    try {
      SslContextBuilder tls =
          GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
              .protocols("TLSv1.3")
              .trustManager(new TrustsTheUriOnly());
      if (shown.length > 0) {
        tls.keyManager(new ShowsItWhateverIsAskedFor(shownKey, shown));
      }
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", port).sslContext(tls.build()).build();
      channels.add(channel);
      return channel;
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  ManagedChannel channel() {
    return certificate == null ? channel(key) : channel(key, certificate);
  }

  static String codeOf(String line) {
    return Arrays.stream(line.substring(line.indexOf('#') + 1).split("&"))
        .filter(part -> part.startsWith("code="))
        .map(part -> part.substring(5))
        .findFirst()
        .orElseThrow();
  }

  EnrolRequest enrolRequest(String line, String hardwareId) {
    return EnrolRequest.newBuilder()
        .setCode(codeOf(line))
        .setCsrDer(ByteString.copyFrom(csr(key)))
        .setNickname("Blue Room")
        .setHardware(Hardware.newBuilder().setModel("ThinkPad L14").setHardwareId(hardwareId))
        .setAgentVersion("0.1.0")
        .build();
  }

  EnrolResponse enrol(String line) {
    return enrol(line, "");
  }

  EnrolResponse enrol(String line, String hardwareId) {
    EnrolResponse answer =
        EnrolmentServiceGrpc.newBlockingStub(channel(key))
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .enrol(enrolRequest(line, hardwareId));
    deviceId = answer.getDeviceId();
    certificate = certificate(answer.getCertificateDer().toByteArray());
    return answer;
  }

  Hello.Builder hello(long next, long oldest) {
    return Hello.newBuilder()
        .setAgentVersion("0.1.0")
        .setContractVersion(1)
        .setBootId(boot)
        .setJournalEpoch(journal)
        .setNextSequence(next)
        .setOldestKeptSequence(oldest)
        .setClock(timestamp(Instant.now()));
  }

  Stream link(Hello.Builder hello) {
    Stream stream = new Stream();
    stream.out = LinkServiceGrpc.newStub(channel()).link(stream);
    stream.send(LinkRequest.newBuilder().setHello(hello).build());
    return stream;
  }

  static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  LinkRequest entries(Entry... entries) {
    return LinkRequest.newBuilder()
        .setEntries(
            Entries.newBuilder().setJournalEpoch(journal).addAllEntries(Arrays.asList(entries)))
        .build();
  }

  Entry started(long sequence) {
    return Entry.newBuilder()
        .setSequence(sequence)
        .setOccurredAt(timestamp(Instant.now()))
        .setAgent(AgentEvent.newBuilder().setAction(AgentAction.AGENT_ACTION_STARTED))
        .build();
  }

  Entry stick(long sequence, String serial, MediaAction action, Instant at) {
    return Entry.newBuilder()
        .setSequence(sequence)
        .setOccurredAt(timestamp(at))
        .setMedia(
            MediaEvent.newBuilder()
                .setAction(action)
                .setStage(Stage.STAGE_ENFORCE)
                .setReason("no-permission")
                .setMedium(
                    Medium.newBuilder()
                        .setKind(MediumKind.MEDIUM_KIND_USB_STORAGE)
                        .setVendorId("0781")
                        .setProductId("5581")
                        .setSerial(serial)
                        .setName("SanDisk Ultra")
                        .setStrength(IdentityStrength.IDENTITY_STRENGTH_SERIAL)))
        .build();
  }

  /** An open stream and what came over it. */
  static final class Stream implements StreamObserver<LinkResponse> {
    final BlockingQueue<LinkResponse> received = new LinkedBlockingQueue<>();
    final BlockingQueue<Status> ended = new LinkedBlockingQueue<>();
    @Nullable StreamObserver<LinkRequest> out;

    void send(LinkRequest request) {
      java.util.Objects.requireNonNull(out).onNext(request);
    }

    @Override
    public void onNext(LinkResponse response) {
      received.add(response);
    }

    @Override
    public void onError(Throwable e) {
      ended.add(Status.fromThrowable(e));
    }

    @Override
    public void onCompleted() {
      ended.add(Status.OK);
    }

    Optional<LinkResponse> next(Duration within) {
      try {
        return Optional.ofNullable(received.poll(within.toMillis(), TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    LinkResponse next(LinkResponse.MessageCase kind) {
      for (int i = 0; i < 100; i++) {
        LinkResponse response =
            next(Duration.ofSeconds(20))
                .orElseThrow(() -> new AssertionError("no " + kind + "; ended: " + ended));
        if (response.getMessageCase() == kind) {
          return response;
        }
      }
      throw new AssertionError("no " + kind);
    }

    Acknowledgement acknowledgement() {
      return next(LinkResponse.MessageCase.ACKNOWLEDGEMENT).getAcknowledgement();
    }

    long acknowledged() {
      return acknowledgement().getThroughSequence();
    }

    Welcome welcome() {
      return next(LinkResponse.MessageCase.WELCOME).getWelcome();
    }

    long welcomed() {
      return welcome().getAcknowledgedThrough();
    }

    PolicyVersion policy() {
      return nextPolicy().getVersion();
    }

    PolicyVersion policyFor(String settingName) {
      io.stairgate.proto.v1.Policy policy = nextPolicy();
      if (!policy.getSettingName().equals(settingName)) {
        throw new AssertionError("a policy of " + policy.getSettingName());
      }
      return policy.getVersion();
    }

    private io.stairgate.proto.v1.Policy nextPolicy() {
      try {
        return io.stairgate.proto.v1.Policy.parseFrom(
            next(LinkResponse.MessageCase.POLICY).getPolicy().getPolicy());
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }

    Status ended() {
      try {
        return Optional.ofNullable(ended.poll(20, TimeUnit.SECONDS))
            .orElseThrow(() -> new AssertionError("the stream did not end"));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /**
   * The console is who its certificate says, whatever its address: the tests look at that apart.
   */
  private static final class TrustsTheUriOnly extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    private static void check(X509Certificate[] chain) throws CertificateException {
      if (chain.length != 2
          || !String.valueOf(chain[0].getSubjectAlternativeNames())
              .contains("stairgate:console:")) {
        throw new CertificateException("not a console");
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /**
   * Shows its certificate also where the server asks for one of another CA: strangers do not play
   * by the rules.
   */
  private static final class ShowsItWhateverIsAskedFor extends X509ExtendedKeyManager {
    private final KeyPair key;
    private final X509Certificate[] chain;

    ShowsItWhateverIsAskedFor(KeyPair key, X509Certificate[] chain) {
      this.key = key;
      this.chain = chain.clone();
    }

    @Override
    public String chooseEngineClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return "laptop";
    }

    @Override
    public String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return "laptop";
    }

    @Override
    public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
      return new String[] {"laptop"};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key.getPrivate();
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
