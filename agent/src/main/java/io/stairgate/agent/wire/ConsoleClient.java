package io.stairgate.agent.wire;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.stairgate.agent.event.Bytes;
import io.stairgate.proto.v1.EnrolmentServiceGrpc;
import io.stairgate.proto.v1.LinkRequest;
import io.stairgate.proto.v1.LinkResponse;
import io.stairgate.proto.v1.LinkServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocketFactory;

/**
 * One connection to one address of the console. Speaks values; nobody else sees the generated
 * types.
 *
 * <p>TLS 1.3 only. Who the other side is, the given socket factory's trust manager decides, not its
 * host name.
 */
public final class ConsoleClient implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 512 * 1024;
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /** Several consoles behind one name share the laptops: each begins with any of them. */
  private static final Map<String, Object> ANY_OF_A_NAME =
      Map.of(
          "loadBalancingConfig", List.of(Map.of("pick_first", Map.of("shuffleAddressList", true))));

  static {
    // The library tells each lost connection with a stack trace; the agent says it in one sentence.
    Logger.getLogger("io.grpc").setLevel(Level.OFF);
  }

  private final ManagedChannel channel;
  private final String address;

  /**
   * Prepares the connection; the first call opens it.
   *
   * @param host name or address
   * @param port 1 to 65535
   * @param tls makes connections that trust the console alone
   * @param loop calls the receivers of streams, one at a time
   * @param io carries the connection: two threads while it is open
   */
  public ConsoleClient(
      String host, int port, SSLSocketFactory tls, ScheduledExecutorService loop, Executor io) {
    address = host + ":" + port;
    channel =
        OkHttpChannelBuilder.forAddress(host, port)
            .sslSocketFactory(tls)
            .hostnameVerifier((name, session) -> true)
            .tlsConnectionSpec(
                new String[] {"TLSv1.3"},
                new String[] {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"})
            .executor(loop)
            .scheduledExecutorService(loop)
            .transportExecutor(io)
            .offloadExecutor(io)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(MAX_HEADER_BYTES)
            .disableRetry()
            .disableServiceConfigLookUp()
            .defaultServiceConfig(ANY_OF_A_NAME)
            .build();
  }

  /**
   * Redeems a one-time code. Blocks for at most 30 seconds; may be repeated with the same key.
   *
   * @throws ConsoleException when there was no answer, or a refusal
   */
  public Enrolment.Answer enrol(Enrolment.Request request) throws ConsoleException {
    try {
      return LinkFormat.answer(
          EnrolmentServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(ANSWER_WITHIN)
              .enrol(LinkFormat.message(request)));
    } catch (StatusRuntimeException e) {
      throw Refusal.of(e, address);
    } catch (MalformedException e) {
      throw new ConsoleException(ConsoleException.Kind.MALFORMED, e.sentence());
    }
  }

  /**
   * Asks for the next certificate. Blocks for at most 30 seconds.
   *
   * @param certificate the one the laptop has, ended or not, DER
   * @param csr request for the same key, DER
   * @throws ConsoleException when there was no answer, or a refusal
   */
  public RenewalAnswer renew(Bytes certificate, Bytes csr) throws ConsoleException {
    try {
      return LinkFormat.answer(
          EnrolmentServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(ANSWER_WITHIN)
              .renew(LinkFormat.renewal(certificate, csr)));
    } catch (StatusRuntimeException e) {
      throw Refusal.of(e, address);
    } catch (MalformedException e) {
      throw new ConsoleException(ConsoleException.Kind.MALFORMED, e.sentence());
    }
  }

  /**
   * Opens the stream. It ends by {@link LinkStream#close} or by {@link LinkStream.Receiver#ended}.
   */
  public LinkStream link(LinkStream.Receiver receiver) {
    Observer observer = new Observer(receiver, address);
    // The observer learns of its stream in beforeStart, which the call below runs before it
    // returns.
    LinkServiceGrpc.newStub(channel).link(observer);
    return observer;
  }

  /** Breaks the connection off at once. */
  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** Both halves of the stream. The library calls it on the loop, one call at a time. */
  private static final class Observer
      implements ClientResponseObserver<LinkRequest, LinkResponse>, LinkStream {
    private final Receiver receiver;
    private final String address;
    private ClientCallStreamObserver<LinkRequest> requests;
    private boolean over;

    @SuppressWarnings(
        "NullAway.Init") // the library sets it through beforeStart before anything else
    Observer(Receiver receiver, String address) {
      this.receiver = receiver;
      this.address = address;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<LinkRequest> stream) {
      requests = stream;
      stream.setOnReadyHandler(this::becameReady);
    }

    private void becameReady() {
      if (!over) {
        receiver.becameReady();
      }
    }

    @Override
    public void onNext(LinkResponse message) {
      if (over) {
        return;
      }
      try {
        receiver.received(LinkFormat.value(message));
      } catch (MalformedException e) {
        requests.cancel(e.sentence(), null);
        end(new ConsoleException(ConsoleException.Kind.MALFORMED, e.sentence()));
      }
    }

    @Override
    public void onError(Throwable problem) {
      end(Refusal.of(problem, address));
    }

    @Override
    public void onCompleted() {
      end(
          new ConsoleException(
              ConsoleException.Kind.UNREACHABLE, "The console at " + address + " ended the link."));
    }

    private void end(ConsoleException why) {
      if (!over) {
        over = true;
        receiver.ended(why);
      }
    }

    @Override
    public void send(ToConsole message) {
      if (!over) {
        requests.onNext(LinkFormat.message(message));
      }
    }

    @Override
    public boolean ready() {
      return !over && requests.isReady();
    }

    @Override
    public void close() {
      if (!over) {
        over = true;
        requests.cancel("closed by the agent", null);
      }
    }
  }
}
