package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.authority.DeviceKey;
import io.stairgate.console.authority.KeyFolder;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.LaptopQuestion;
import io.stairgate.console.local.Request;
import io.stairgate.console.setting.ConsoleFactStore;
import io.stairgate.console.setting.SettingId;
import io.stairgate.proto.v1.EnrolmentServiceGrpc;
import io.stairgate.proto.v1.LinkRequest;
import io.stairgate.proto.v1.LinkServiceGrpc;
import io.stairgate.proto.v1.RenewRequest;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is refused what on the agents' port: every method of every service of the contract, from its
 * own descriptors, by every caller who has no right. A method without a row fails.
 */
class AgentDenyMatrixTest {
  /** Who calls without a right. */
  private enum Stranger {
    NO_CERTIFICATE,
    FOREIGN_CA,
    EXPIRED,
    BANNED,
    ANOTHER_LAPTOPS_KEY,
    SERVER_CERTIFICATE,
    UNKNOWN_DEVICE,
    NEVER_GIVEN_OUT
  }

  @TempDir Path folder;
  @TempDir Path foreign;
  ConsoleFixture f;
  TestAgent good;

  @BeforeEach
  void start() {
    f = new ConsoleFixture(folder);
    good = f.enrolled();
  }

  @AfterEach
  void stop() {
    good.close();
    f.close();
  }

  @TestFactory
  List<DynamicTest> every_method_refuses_every_stranger() {
    List<DynamicTest> rows = new ArrayList<>();
    for (FileDescriptor file : contract()) {
      for (ServiceDescriptor service : file.getServices()) {
        for (MethodDescriptor method : service.getMethods()) {
          for (Stranger stranger : Stranger.values()) {
            rows.add(
                DynamicTest.dynamicTest(
                    method.getFullName() + " by " + stranger,
                    () -> refuses(method.getFullName(), stranger)));
          }
        }
      }
    }
    assertThat(rows).hasSizeGreaterThanOrEqualTo(3 * Stranger.values().length);
    return rows;
  }

  @Test
  void a_call_that_was_open_before_the_ban_is_not_listened_to_after_it() {
    // Over one connection, which hands on what comes first first.
    Channel channel = good.channel();
    TestAgent.Stream stream = new TestAgent.Stream();
    stream.out = LinkServiceGrpc.newStub(channel).link(stream);
    TestAgent.Stream later = new TestAgent.Stream();
    later.out = LinkServiceGrpc.newStub(channel).link(later);
    later.send(LinkRequest.newBuilder().setHello(good.hello(1, 1)).build());
    later.welcome();
    f.console.laptops().ban(f.setting(), idOf(good), StoreFixture.ANN);
    stream.send(LinkRequest.newBuilder().setHello(good.hello(1, 1)).build());
    assertThat(stream.ended().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(stream.received).isEmpty();
  }

  @Test
  void a_ban_of_which_no_word_came_ends_the_stream_all_the_same() throws Exception {
    TestAgent.Stream stream = good.link(good.hello(1, 1));
    stream.welcome();
    f.console
        .core()
        .database
        .useTransaction(
            tx ->
                tx.createUpdate("UPDATE device SET banned_at = :now WHERE device_id = :device")
                    .bind("now", Instant.now())
                    .bind("device", idOf(good).value())
                    .execute());
    assertThat(Optional.ofNullable(stream.ended.poll(10, TimeUnit.SECONDS)))
        .map(Status::getCode)
        .contains(Status.Code.PERMISSION_DENIED);
  }

  private static DeviceId idOf(TestAgent agent) {
    return new DeviceId(UUID.fromString(agent.deviceId));
  }

  /** Who calls with a right of their own, about what another setting has. */
  private enum Neighbour {
    LAPTOP_OF_ANOTHER_SETTING,
    NOBODY_YET
  }

  @TestFactory
  List<DynamicTest> every_method_answers_what_is_another_settings_as_what_is_nobodys() {
    List<DynamicTest> rows = new ArrayList<>();
    for (FileDescriptor file : contract()) {
      for (ServiceDescriptor service : file.getServices()) {
        for (MethodDescriptor method : service.getMethods()) {
          for (Neighbour neighbour : Neighbour.values()) {
            rows.add(
                DynamicTest.dynamicTest(
                    method.getFullName() + " by " + neighbour,
                    () -> alike(method.getFullName(), neighbour)));
          }
        }
      }
    }
    return rows;
  }

  /** The good laptop's setting is the foreign one; a laptop of a second setting asks. */
  private void alike(String method, Neighbour neighbour) throws Exception {
    // Made by the first row of this matrix, refused to the others.
    var _ = f.ask(new Request.SettingAdd("Rowan School"));
    String other = TestAgent.codeOf(f.ask(new Request.EnrolCode("Rowan School", 5, 1)).text());
    String line = "x#code=" + other;
    good.link(good.hello(3, 1)).welcomed();
    try (TestAgent caller = new TestAgent(f.console.agentPort());
        TestAgent nobody = new TestAgent(f.console.agentPort())) {
      if (neighbour == Neighbour.LAPTOP_OF_ANOTHER_SETTING) {
        caller.enrol(line);
      }
      String before = laptopsOf(f.setting());
      switch (method) {
        case "stairgate.v1.LinkService.Link" -> {
          if (neighbour == Neighbour.NOBODY_YET) {
            // Without a certificate there is no stream at all: the first matrix has that row.
            return;
          }
          assertThat(welcomed(caller, good.journal)).isEqualTo(welcomed(caller, nobody.journal));
        }
        case "stairgate.v1.EnrolmentService.Enrol" -> {
          String hardware = hardware();
          try (TestAgent theirs = new TestAgent(f.console.agentPort())) {
            var _ = theirs.enrol(lineOfFirst(), hardware);
          }
          before = laptopsOf(f.setting());
          TestAgent asking = new TestAgent(f.console.agentPort());
          var _ = asking.enrol(line, hardware);
          TestAgent plain = new TestAgent(f.console.agentPort());
          var _ = plain.enrol(line, hardware());
          assertThat(sameAs(asking)).isEqualTo(sameAs(plain)).isEmpty();
          // The key of a laptop of the other setting: refused, and nothing of that laptop is told.
          TestAgent twin = new TestAgent(f.console.agentPort(), good.key);
          StatusRuntimeException refused = failed(() -> twin.enrol(line));
          assertThat(String.valueOf(refused.getStatus().getDescription()))
              .doesNotContain(good.deviceId, "My setting", "Blue Room");
          asking.close();
          plain.close();
          twin.close();
        }
        case "stairgate.v1.EnrolmentService.Renew" -> {
          Authority authority = f.console.core().authority;
          X509Certificate unknown =
              issue(authority, new DeviceId(UUID.randomUUID()), nobody.key, Instant.now());
          X509Certificate theirs = Objects.requireNonNull(good.certificate);
          assertThat(renewed(caller, theirs)).isEqualTo(renewed(caller, unknown));
        }
        default -> fail("The method %s has no row: say what it may be told.", method);
      }
      assertThat(laptopsOf(f.setting())).isEqualTo(before);
    }
  }

  private static String hardware() {
    return (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
  }

  /** With several settings, the line must say which. */
  private String lineOfFirst() {
    return f.ask(new Request.EnrolCode(f.setting().toString(), 1, 1)).text();
  }

  private static long welcomed(TestAgent caller, String journal) {
    return caller.link(caller.hello(1, 1).setJournalEpoch(journal)).welcomed();
  }

  private static String renewed(TestAgent caller, X509Certificate shown) {
    StatusRuntimeException refused =
        failed(
            () ->
                EnrolmentServiceGrpc.newBlockingStub(caller.channel())
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .renew(
                        RenewRequest.newBuilder()
                            .setCertificateDer(ByteString.copyFrom(shown.getEncoded()))
                            .setCsrDer(ByteString.copyFrom(TestAgent.csr(caller.key)))
                            .build()));
    return refused.getStatus().toString();
  }

  private static StatusRuntimeException failed(Call call) {
    try {
      return fail("was answered: %s", call.run());
    } catch (StatusRuntimeException e) {
      return e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<DeviceId> sameAs(TestAgent agent) {
    DeviceId id = new DeviceId(UUID.fromString(agent.deviceId));
    return f.console.core().settings.all().stream()
        .flatMap(setting -> f.console.core().devices.laptop(setting.id(), id).stream())
        .flatMap(laptop -> laptop.sameAs().stream())
        .findFirst();
  }

  private String laptopsOf(SettingId setting) {
    return f
        .console
        .core()
        .devices
        .page(setting, LaptopQuestion.EVERY, Optional.empty(), 100)
        .stream()
        .map(laptop -> laptop.id() + laptop.nickname() + laptop.returnAskedAt())
        .sorted()
        .toList()
        .toString();
  }

  private static List<FileDescriptor> contract() {
    FileDescriptor link = io.stairgate.proto.v1.Hello.getDescriptor().getFile();
    FileDescriptor enrolment = io.stairgate.proto.v1.EnrolRequest.getDescriptor().getFile();
    return List.of(link, enrolment);
  }

  private void refuses(String method, Stranger stranger) throws Exception {
    ManagedChannel channel = channelOf(stranger);
    try {
      switch (method) {
        case "stairgate.v1.LinkService.Link" -> refused(link(channel));
        case "stairgate.v1.EnrolmentService.Enrol" -> {
          // Open to callers without a certificate, on purpose: then the code decides. Whoever shows
          // a bad one is
          // refused although the code is good.
          refused(
              () ->
                  EnrolmentServiceGrpc.newBlockingStub(channel)
                      .withDeadlineAfter(20, TimeUnit.SECONDS)
                      .enrol(
                          new TestAgent(f.console.agentPort())
                              .enrolRequest(
                                  stranger == Stranger.NO_CERTIFICATE
                                      ? "x#code=AAAAAAAAAAAAAAAAAAAAAA"
                                      : f.line(1),
                                  "")));
        }
        case "stairgate.v1.EnrolmentService.Renew" ->
            // With the good laptop's certificate in the message, and its proof too where a bad one
            // is shown.
            refused(
                () ->
                    EnrolmentServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .renew(
                            RenewRequest.newBuilder()
                                .setCertificateDer(
                                    ByteString.copyFrom(
                                        Objects.requireNonNull(good.certificate).getEncoded()))
                                .setCsrDer(
                                    ByteString.copyFrom(
                                        TestAgent.csr(
                                            stranger == Stranger.NO_CERTIFICATE
                                                ? TestAgent.newKey()
                                                : good.key)))
                                .build()));
        default -> fail("The method %s has no row: say who may call it.", method);
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private interface Call {
    Object run() throws Exception;
  }

  private Call link(Channel channel) {
    return () -> {
      TestAgent.Stream stream = new TestAgent.Stream();
      stream.out = LinkServiceGrpc.newStub(channel).link(stream);
      stream.send(LinkRequest.newBuilder().setHello(good.hello(1, 1)).build());
      Status status = stream.ended();
      assertThat(stream.received).as("nothing was said to a stranger").isEmpty();
      throw status.asRuntimeException();
    };
  }

  private static void refused(Call call) throws Exception {
    try {
      fail("was answered: %s", call.run());
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode())
          // UNAVAILABLE: the handshake itself was refused.
          .isIn(
              Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED, Status.Code.UNAVAILABLE);
    }
  }

  private ManagedChannel channelOf(Stranger stranger) throws Exception {
    KeyPair key = TestAgent.newKey();
    Authority authority = f.console.core().authority;
    Instant now = Instant.now();
    DeviceId device = new DeviceId(UUID.fromString(good.deviceId));
    return switch (stranger) {
      case NO_CERTIFICATE -> good.channel(key);
      case FOREIGN_CA -> good.channel(key, issue(foreignAuthority(), device, key, now));
      case EXPIRED -> {
        X509Certificate ended = issue(authority, device, good.key, now.minus(Duration.ofDays(60)));
        remember(device, ended);
        yield good.channel(good.key, ended);
      }
      case BANNED -> {
        TestAgent banned = f.enrolled();
        f.console
            .laptops()
            .ban(f.setting(), new DeviceId(UUID.fromString(banned.deviceId)), StoreFixture.ANN);
        yield good.channel(banned.key, Objects.requireNonNull(banned.certificate));
      }
      case ANOTHER_LAPTOPS_KEY -> {
        // A certificate of our CA that names the good laptop, for another key than it enrolled
        // with.
        X509Certificate twisted = issue(authority, device, key, now);
        remember(device, twisted);
        yield good.channel(key, twisted);
      }
      case SERVER_CERTIFICATE -> {
        var identity = authority.newServerIdentity(List.of());
        yield good.channel(
            new KeyPair(identity.certificate().getPublicKey(), identity.key()),
            identity.certificate(),
            identity.authority());
      }
      case UNKNOWN_DEVICE ->
          good.channel(key, issue(authority, new DeviceId(UUID.randomUUID()), key, now));
      case NEVER_GIVEN_OUT -> good.channel(good.key, issue(authority, device, good.key, now));
    };
  }

  private void remember(DeviceId device, X509Certificate certificate) {
    f.console
        .core()
        .database
        .useTransaction(
            t -> f.console.core().certificates.add(t, f.setting(), device, certificate));
  }

  private Authority foreignAuthority() {
    // Another console: other keys, other facts.
    Path keys = foreign.resolve("keys" + UUID.randomUUID());
    try (var database =
        io.stairgate.console.database.Database.open(
            "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")) {
      return Authority.open(new KeyFolder(keys), new ConsoleFactStore(database), Instant::now);
    }
  }

  private static X509Certificate issue(
      Authority authority, DeviceId device, KeyPair key, Instant from) {
    return authority.issueFor(
        device, new DeviceKey(key.getPublic(), DeviceKey.hash(key.getPublic())), from);
  }
}
