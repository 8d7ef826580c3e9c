package io.stairgate.console.ingest;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.authority.CertificateStore;
import io.stairgate.console.authority.ServerIdentity;
import io.stairgate.console.config.HostPort;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.StartRefusedException;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Enrolled;
import io.stairgate.console.device.EnrolledStore;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.Presence;
import io.stairgate.console.enrolment.Enrolment;
import io.stairgate.console.event.EventStore;
import io.stairgate.console.event.JournalStore;
import io.stairgate.console.live.Live;
import io.stairgate.console.permission.PermissionDocuments;
import io.stairgate.console.permission.PermissionIntake;
import io.stairgate.console.policy.Policies;
import io.stairgate.console.watch.Measures;
import io.stairgate.console.wire.AgentMessage;
import io.stairgate.console.wire.ConsoleMessage;
import io.stairgate.console.wire.ContractMethods;
import io.stairgate.console.wire.Received;
import io.stairgate.console.witness.Witness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/**
 * The agents' port: gRPC over TLS 1.3. A client certificate is asked for and, where one is shown,
 * must be of this console's CA; who may call what without one is {@link CallerInterceptor}'s. Every
 * limit is set here, because gRPC's own defaults have next to none.
 */
public final class AgentServer implements AutoCloseable {
  private static final int MOST_BYTES = 512 * 1024;
  private static final int MOST_METADATA_BYTES = 8 * 1024;
  private static final int MOST_CALLS_PER_CONNECTION = 4;

  private final Server server;
  private final Links links;
  private final IngestWriter writer;
  private final EventLoopGroup accepting = new NioEventLoopGroup(1);
  private final EventLoopGroup serving = new NioEventLoopGroup();

  /**
   * Who read what laptops send. Few, because they wait while the writer has enough to do: what is
   * not read yet is bytes that its laptop's window bounds, not a message in memory for each laptop.
   */
  private static final int READERS = 32;

  /** Who looks up what laptops are to be sent, and signs it: few beside 16 connections. */
  private static final int SENDERS = 4;

  private final ExecutorService readers;
  private final ExecutorService workers;
  private final ExecutorService senders;
  private final ScheduledExecutorService timer;

  /**
   * What the server is made of.
   *
   * @param database where everything goes
   * @param forceToDisk returns once everything committed is on the disk itself, or throws
   * @param room whether there is disk for what laptops send; they keep it while there is none
   * @param authority signs and checks certificates
   * @param identity the server's certificate, which may be replaced while it runs
   * @param certificates certificates given out
   * @param enrolled the laptops as enrolment sees them
   * @param devices the laptops as people see them
   * @param enrolment makes laptops known
   * @param events what laptops told
   * @param journals how far each journal was taken over
   * @param findings what was proved
   * @param alerts what people must look at
   * @param policies the newest policy of each laptop
   * @param permissions what laptops tell of permissions
   * @param news what laptops tell besides
   * @param documents the newest list of permissions of each laptop
   * @param telephoneSecret the secret of a laptop for answers by telephone
   * @param witness the log's head for laptops, and what they remember of it
   * @param presence signs of life
   * @param live tells open pages
   * @param measures how much is stored, and how quickly
   * @param links the open streams
   * @param clock the time
   */
  public record Parts(
      Database database,
      Runnable forceToDisk,
      BooleanSupplier room,
      Authority authority,
      ServerIdentity identity,
      CertificateStore certificates,
      EnrolledStore enrolled,
      DeviceStore devices,
      Enrolment enrolment,
      EventStore events,
      JournalStore journals,
      FindingStore findings,
      AlertStore alerts,
      Policies policies,
      PermissionIntake permissions,
      NewsIntake news,
      PermissionDocuments documents,
      Function<DeviceId, Bytes> telephoneSecret,
      Witness witness,
      Presence presence,
      Live live,
      Measures measures,
      Links links,
      InstantSource clock) {}

  /**
   * Starts listening.
   *
   * @throws StartRefusedException where the address cannot be listened on
   */
  public static AgentServer start(HostPort address, Parts parts) {
    AgentServer server = new AgentServer(address, parts);
    try {
      server.server.start();
      return server;
    } catch (IOException e) {
      server.close();
      throw new StartRefusedException(
          "The agents' address %s cannot be used: another program may be listening there. Stop it, or give another"
                  .formatted(address)
              + " with --agents.",
          e);
    }
  }

  private AgentServer(HostPort address, Parts parts) {
    this.links = parts.links();
    this.readers =
        Executors.newFixedThreadPool(
            READERS, Thread.ofPlatform().daemon().name("ingest-reader-", 0).factory());
    this.workers = Executors.newVirtualThreadPerTaskExecutor();
    this.senders =
        Executors.newFixedThreadPool(
            SENDERS, Thread.ofPlatform().daemon().name("ingest-sender-", 0).factory());
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ingest-timer").factory());
    this.writer =
        new IngestWriter(parts.database(), parts.forceToDisk(), parts.room(), parts.measures());
    Intake intake =
        new Intake(
            parts.events(),
            parts.journals(),
            parts.findings(),
            parts.enrolled(),
            parts.alerts(),
            parts.permissions(),
            parts.news());
    LinkParts streams =
        new LinkParts(
            links,
            writer,
            intake,
            parts.devices(),
            parts.alerts(),
            parts.presence(),
            parts.policies(),
            parts.permissions(),
            parts.documents(),
            parts.telephoneSecret(),
            parts.witness(),
            parts.live(),
            parts.measures(),
            parts.clock(),
            workers,
            senders,
            timer);
    CallerInterceptor who =
        new CallerInterceptor(
            parts.authority(),
            parts.certificates(),
            parts.enrolled(),
            parts.measures()::laptopRefused,
            parts.clock());
    Connections connections = new Connections(System::nanoTime);
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(address.host(), address.port()))
            .channelFactory(() -> new AgentServerChannel(connections))
            .addTransportFilter(connections)
            .bossEventLoopGroup(accepting)
            .workerEventLoopGroup(serving)
            .executor(readers)
            .sslContext(tls(parts))
            .handshakeTimeout(5, TimeUnit.SECONDS)
            .maxInboundMessageSize(MOST_BYTES)
            .maxInboundMetadataSize(MOST_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MOST_CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(100, 30)
            // Not the initial one, which grows to 8 MB: what a laptop may have waiting here is
            // memory.
            .flowControlWindow(128 * 1024)
            .keepAliveTime(60, TimeUnit.SECONDS)
            .keepAliveTimeout(20, TimeUnit.SECONDS)
            .permitKeepAliveTime(20, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(false)
            .maxConnectionIdle(5, TimeUnit.MINUTES)
            .maxConnectionAge(6, TimeUnit.HOURS)
            .maxConnectionAgeGrace(1, TimeUnit.MINUTES)
            // Nothing compressed is taken: the messages are small, and bombs are not.
            .decompressorRegistry(
                DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false))
            .addService(
                ServerInterceptors.intercept(
                    new EnrolmentEndpoint(parts.authority(), parts.enrolment()).service(), who))
            .addService(ServerInterceptors.intercept(linkService(streams), who))
            .build();
  }

  private static SslContext tls(Parts parts) {
    try {
      return GrpcSslContexts.configure(SslContextBuilder.forServer(parts.identity()))
          .protocols("TLSv1.3")
          .clientAuth(ClientAuth.OPTIONAL)
          .trustManager(parts.authority().certificate())
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS 1.3 is available", e);
    }
  }

  private static ServerServiceDefinition linkService(LinkParts parts) {
    return ServerServiceDefinition.builder(ContractMethods.LINK_SERVICE)
        .addMethod(
            ContractMethods.link(), ServerCalls.asyncBidiStreamingCall(out -> session(parts, out)))
        .build();
  }

  private static StreamObserver<Received<AgentMessage>> session(
      LinkParts parts, StreamObserver<ConsoleMessage> out) {
    Enrolled caller = Caller.KEY.get().device().orElseThrow();
    return new LinkSession(parts, caller, (ServerCallStreamObserver<ConsoleMessage>) out);
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Whether what laptops send is being stored. */
  public boolean storing() {
    return writer.alive();
  }

  /** Ends all streams, writes what is at hand, and stops listening. */
  @Override
  public void close() {
    server.shutdown();
    links.all().forEach(LinkSession::stop);
    writer.close();
    try {
      if (!server.awaitTermination(3, TimeUnit.SECONDS)) {
        server.shutdownNow();
        var _ = server.awaitTermination(3, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    timer.shutdown();
    // Not shutdownNow: an interrupt would close the embedded database's file under a worker.
    readers.shutdown();
    workers.shutdown();
    senders.shutdown();
    var _ = accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    var _ = serving.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
