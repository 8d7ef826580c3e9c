package io.stairgate.packaging.load;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.stairgate.console.local.Request;
import io.stairgate.proto.v1.EnrolRequest;
import io.stairgate.proto.v1.EnrolResponse;
import io.stairgate.proto.v1.EnrolmentServiceGrpc;
import io.stairgate.proto.v1.Hardware;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * All laptops in one process: two event loops carry every connection, so that ten thousand need no
 * thread each. Each has a key, a certificate and a connection of its own, and 25 share an address,
 * as the laptops of one setting do.
 */
final class Fleet implements AutoCloseable {
  private static final int LOOPS = 2;
  private static final int PER_ADDRESS = 25;
  private static final int ENROLLING = 8;
  private static final int WORDS = 160;
  private static final Duration LAG_EVERY = Duration.ofMillis(50);

  /** Lag of the event loops, and of whatever else had its time. */
  final Samples slip = new Samples();

  final ConcurrentMap<String, LongAdder> endings = new ConcurrentHashMap<>();
  private final NioEventLoopGroup loops = new NioEventLoopGroup(LOOPS);
  private final ExecutorService aside = Executors.newFixedThreadPool(2);
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final List<SimLaptop> laptops = new ArrayList<>();
  private final AtomicInteger welcomes = new AtomicInteger();
  private final AtomicInteger attempts = new AtomicInteger();
  private final long seed;
  private final ConsoleProcess console;
  private volatile Samples acknowledgements = new Samples();
  private volatile Samples ofFirst = new Samples();

  Fleet(ConsoleProcess console, long seed) {
    this.console = console;
    this.seed = seed;
    loops.forEach(
        loop -> {
          long[] due = {System.nanoTime() + LAG_EVERY.toNanos()};
          var _ =
              loop.scheduleAtFixedRate(
                  () -> {
                    slip.add(Math.max(0, System.nanoTime() - due[0]));
                    due[0] = System.nanoTime() + LAG_EVERY.toNanos();
                  },
                  LAG_EVERY.toMillis(),
                  LAG_EVERY.toMillis(),
                  TimeUnit.MILLISECONDS);
        });
  }

  long seed() {
    return seed;
  }

  List<SimLaptop> laptops() {
    return laptops;
  }

  SimLaptop first() {
    return laptops.getFirst();
  }

  int attempts() {
    return attempts.get();
  }

  int welcomes() {
    return welcomes.get();
  }

  long connected() {
    return laptops.stream().filter(SimLaptop::connected).count();
  }

  /** From now on times of acknowledgements are gathered here. */
  void gather(Samples all, Samples first) {
    acknowledgements = all;
    ofFirst = first;
  }

  // ---- what laptops tell it

  void attempted() {
    attempts.incrementAndGet();
  }

  void welcomed() {
    welcomes.incrementAndGet();
  }

  void acknowledged(SimLaptop laptop, long nanos) {
    acknowledgements.add(nanos);
    if (laptop.number() == 0) {
      ofFirst.add(nanos);
    }
  }

  void ended(Status status, boolean welcomed) {
    endings
        .computeIfAbsent(
            (welcomed ? "open: " : "before the welcome: ") + why(status), key -> new LongAdder())
        .increment();
  }

  /** Without numbers, so that the same reasons are counted together. */
  private static String why(Status status) {
    Throwable cause = status.getCause();
    String words =
        status.getCode() + " " + status.getDescription() + (cause == null ? "" : " " + cause);
    String counted = words.replaceAll("\\d+", "N");
    return counted.substring(0, Math.min(WORDS, counted.length()));
  }

  void later(Duration wait, Runnable task) {
    if (!timer.isShutdown()) {
      var _ = timer.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  ManagedChannel channel(SslContext tls, InetSocketAddress from) {
    return NettyChannelBuilder.forAddress(console.agents())
        .overrideAuthority("localhost")
        .eventLoopGroup(loops)
        .channelType(NioSocketChannel.class)
        .directExecutor()
        .offloadExecutor(aside)
        .localSocketPicker(new From(from))
        .sslContext(tls)
        .build();
  }

  private static final class From extends NettyChannelBuilder.LocalSocketPicker {
    private final InetSocketAddress from;

    From(InetSocketAddress from) {
      this.from = from;
    }

    @Override
    public SocketAddress createSocketAddress(
        SocketAddress remoteAddress, io.grpc.Attributes attributes) {
      return from;
    }
  }

  // ---- enrolment

  /** Makes the settings and enrols every laptop as any laptop is, a line for each setting. */
  void enrol(int count, List<String> settings) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    int each = Math.ceilDiv(count, settings.size());
    for (String setting : settings) {
      lines.add(console.ask(new Request.EnrolCode(setting, each, 24)));
    }
    String ca = lines.getFirst().replaceFirst("^.*[#&]ca=([^&]*).*$", "$1");
    Trust trust = new Trust(ca);
    SslContext nobody = GrpcSslContexts.forClient().trustManager(trust).build();
    AtomicInteger next = new AtomicInteger();
    List<Callable<List<SimLaptop>>> work = new ArrayList<>();
    for (int i = 0; i < Math.min(ENROLLING, count); i++) {
      int worker = i;
      work.add(
          () -> {
            List<SimLaptop> made = new ArrayList<>();
            ManagedChannel channel = channel(nobody, address(worker * PER_ADDRESS));
            try {
              for (int number = next.getAndIncrement();
                  number < count;
                  number = next.getAndIncrement()) {
                int setting = number % settings.size();
                made.add(enrolled(channel, trust, number, setting, lines.get(setting)));
              }
            } finally {
              channel.shutdownNow();
            }
            return made;
          });
    }
    try (ExecutorService workers = Executors.newFixedThreadPool(ENROLLING)) {
      for (Future<List<SimLaptop>> done : workers.invokeAll(work)) {
        laptops.addAll(done.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("a laptop could not be enrolled", e.getCause());
    }
    laptops.sort((one, other) -> Integer.compare(one.number(), other.number()));
  }

  private SimLaptop enrolled(
      ManagedChannel channel, Trust trust, int number, int setting, String line)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair key = generator.generateKeyPair();
    byte[] request =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=laptop"), key.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
            .getEncoded();
    EnrolResponse answer =
        EnrolmentServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .enrol(
                EnrolRequest.newBuilder()
                    .setCode(line.replaceFirst("^.*[#&]code=([^&]*).*$", "$1"))
                    .setCsrDer(ByteString.copyFrom(request))
                    .setNickname("Room %05d".formatted(number))
                    .setHardware(Hardware.newBuilder().setModel("ThinkPad L14 Gen 4"))
                    .setAgentVersion("0.1.0")
                    .build());
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(answer.getCertificateDer().toByteArray()));
    SslContext tls =
        GrpcSslContexts.configure(SslContextBuilder.forClient())
            .protocols("TLSv1.3")
            .trustManager(trust)
            .keyManager(key.getPrivate(), certificate)
            .build();
    return new SimLaptop(
        this, number, setting, UUID.fromString(answer.getDeviceId()), tls, address(number));
  }

  private static InetSocketAddress address(int number) {
    int net = number / PER_ADDRESS + 1;
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(new byte[] {127, 1, (byte) (net / 250), (byte) (net % 250 + 1)}),
          0);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Connects all that are not, so many a second. */
  void ramp(double perSecond) {
    long start = System.nanoTime();
    int index = 0;
    for (SimLaptop each : laptops) {
      if (each.isAsleep()) {
        long due = start + (long) (index++ / perSecond * TimeUnit.SECONDS.toNanos(1));
        later(Duration.ofNanos(Math.max(0, due - System.nanoTime())), each::wake);
      }
    }
  }

  /** A laptop that is awake, by chance. */
  SimLaptop any(java.util.Random random) {
    return laptops.get(random.nextInt(laptops.size()));
  }

  /** Each laptop's sign of life, each minute, at a moment of its own. */
  void beginHeartbeats() {
    for (SimLaptop each : laptops) {
      beat(each, Duration.ofMillis(ThreadLocalRandom.current().nextInt(60_000)));
    }
  }

  private void beat(SimLaptop laptop, Duration in) {
    later(
        in,
        () -> {
          laptop.heartbeat();
          beat(laptop, Duration.ofMillis(54_000 + ThreadLocalRandom.current().nextInt(12_000)));
        });
  }

  @Override
  public void close() {
    timer.shutdownNow();
    laptops.forEach(SimLaptop::end);
    aside.shutdown();
    var _ = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }
}
