package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.stairgate.console.authority.DeviceKey;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.enrolment.EnrolAnswer;
import io.stairgate.console.enrolment.EnrolAttempt;
import io.stairgate.console.enrolment.Enrolment;
import io.stairgate.proto.v1.EnrolResponse;
import io.stairgate.proto.v1.EnrolmentServiceGrpc;
import io.stairgate.proto.v1.RenewRequest;
import io.stairgate.proto.v1.RenewResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How a laptop becomes known and stays known, on both databases. */
@ParameterizedClass
@EnumSource(Engine.class)
class EnrolmentTest {
  private final Engine engine;
  @TempDir Path folder;
  @TempDir Path databaseFolder;
  ConsoleFixture f;

  EnrolmentTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void start() {
    f = new ConsoleFixture(folder, Optional.of(engine.url(databaseFolder)));
  }

  @AfterEach
  void stop() {
    f.close();
  }

  @Test
  void a_line_gives_a_short_lived_certificate_that_names_the_laptop() throws Exception {
    try (TestAgent agent = new TestAgent(f.console.agentPort())) {
      EnrolResponse answer = agent.enrol(f.line(1));
      X509Certificate certificate = Objects.requireNonNull(agent.certificate);
      X509Certificate ca = TestAgent.certificate(answer.getCaCertificateDer().toByteArray());
      certificate.verify(ca.getPublicKey());
      assertThat(certificate.getPublicKey()).isEqualTo(agent.key.getPublic());
      assertThat(certificate.getSubjectAlternativeNames().toString())
          .contains("stairgate:device:" + answer.getDeviceId());
      assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
      assertThat(
              Duration.between(
                  certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()))
          .isEqualTo(Duration.ofDays(30).plusMinutes(5));
      assertThat(answer.getNickname()).isEqualTo("Blue Room");
      assertThat(answer.getConsoleId()).isEqualTo(f.console.core().authority.consoleId() + "");
    }
  }

  @Test
  void the_same_key_may_ask_again_and_gets_the_same_laptop_and_certificate() {
    String line = f.line(1);
    try (TestAgent agent = new TestAgent(f.console.agentPort())) {
      EnrolResponse first = agent.enrol(line);
      EnrolResponse again = agent.enrol(line);
      assertThat(again).isEqualTo(first);
      assertThat(laptops()).hasSize(1);
    }
  }

  @Test
  void another_key_on_a_spent_line_is_refused_and_an_alert() {
    String line = f.line(1);
    try (TestAgent agent = new TestAgent(f.console.agentPort());
        TestAgent other = new TestAgent(f.console.agentPort())) {
      agent.enrol(line);
      assertRefused(other, line);
      assertThat(f.console.core().alerts.open(f.setting(), Optional.empty(), 10).alerts())
          .singleElement()
          .satisfies(
              alert -> {
                assertThat(alert.kind()).isEqualTo("spent-code");
                assertThat(alert.device().orElseThrow().toString()).isEqualTo(agent.deviceId);
              });
    }
  }

  @Test
  void wrong_and_ended_lines_are_refused_in_the_same_words() {
    String line = f.line(1);
    try (TestAgent agent = new TestAgent(f.console.agentPort())) {
      String wrong = assertRefused(agent, "x#code=AAAAAAAAAAAAAAAAAAAAAA");
      String none = assertRefused(agent, "x#code=");
      f.ahead.set(Duration.ofHours(2));
      String ended = assertRefused(agent, line);
      assertThat(List.of(none, ended)).containsOnly(wrong);
      assertThat(laptops()).isEmpty();
    }
  }

  @Test
  void of_64_keys_that_redeem_one_use_at_once_exactly_one_becomes_a_laptop() throws Exception {
    String line = f.line(1);
    Enrolment enrolment = f.console.enrolment();
    List<Callable<EnrolAnswer>> tries = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      Bytes csr = Bytes.of(TestAgent.csr(TestAgent.newKey()));
      tries.add(
          () ->
              enrolment.enrol(
                  new EnrolAttempt(
                      TestAgent.codeOf(line),
                      csr,
                      "Blue Room",
                      new io.stairgate.console.device.Hardware("", "", "", "", "", ""),
                      "0.1.0")));
    }
    List<EnrolAnswer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<EnrolAnswer> each : threads.invokeAll(tries)) {
        answers.add(each.get());
      }
    }
    assertThat(answers).hasSize(64);
    assertThat(answers).filteredOn(EnrolAnswer.Enrolled.class::isInstance).hasSize(1);
    assertThat(laptops()).hasSize(1);
  }

  @Test
  void the_same_hardware_enrolling_again_offers_itself_as_the_same_laptop() {
    String line = f.line(2);
    String hardware = "c".repeat(64);
    try (TestAgent first = new TestAgent(f.console.agentPort());
        TestAgent second = new TestAgent(f.console.agentPort())) {
      first.enrol(line, hardware);
      second.enrol(line, hardware);
      DeviceId newer = new DeviceId(UUID.fromString(second.deviceId));
      assertThat(f.console.core().devices.laptop(f.setting(), newer))
          .get()
          .extracting(Laptop::sameAs)
          .isEqualTo(Optional.of(new DeviceId(UUID.fromString(first.deviceId))));
      assertThat(f.console.laptops().confirmSame(f.setting(), newer, StoreFixture.ANN)).isTrue();
      assertThat(laptops()).hasSize(1);
      assertThat(first.link(first.hello(1, 1)).ended().getCode())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    }
  }

  @Test
  void a_key_of_another_kind_is_refused() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    KeyPair big = generator.generateKeyPair();
    assertThat(DeviceKey.ofRequest(TestAgent.csr(big))).isEmpty();
    byte[] changed = TestAgent.csr(TestAgent.newKey());
    changed[changed.length - 1] ^= 1;
    assertThat(DeviceKey.ofRequest(changed)).as("its own signature must fit").isEmpty();
    assertThat(DeviceKey.ofRequest(new byte[5000])).isEmpty();
    assertThat(DeviceKey.ofRequest(TestAgent.csr(TestAgent.newKey()))).isPresent();
  }

  @Test
  void a_good_certificate_is_renewed_at_once_and_the_new_one_works() {
    try (TestAgent agent = new TestAgent(f.console.agentPort())) {
      agent.enrol(f.line(1));
      f.ahead.set(Duration.ofDays(21));
      RenewResponse answer = renew(agent, true);
      agent.certificate = TestAgent.certificate(answer.getCertificateDer().toByteArray());
      assertThat(agent.certificate.getNotAfter().toInstant())
          .isAfter(f.clock.instant().plus(Duration.ofDays(29)));
    }
  }

  @Test
  void a_laptop_that_was_off_for_months_comes_back_after_one_approval_and_once() {
    try (TestAgent agent = new TestAgent(f.console.agentPort())) {
      agent.enrol(f.line(1));
      DeviceId device = new DeviceId(UUID.fromString(agent.deviceId));
      f.ahead.set(Duration.ofDays(120));
      assertThat(renew(agent, false).hasPending()).isTrue();
      assertThat(renew(agent, false).getPending().getAskAgainAfterS()).isBetween(10, 86400);
      assertThat(f.console.core().devices.laptop(f.setting(), device).orElseThrow())
          .extracting(laptop -> laptop.returnAskedAt().isPresent())
          .isEqualTo(true);
      assertThat(f.console.laptops().approveReturn(f.setting(), device, StoreFixture.ANN)).isTrue();
      assertThat(renew(agent, false).getCertificateDer().isEmpty()).isFalse();
      assertThat(renew(agent, false).hasPending())
          .as("the old certificate is good for one return")
          .isTrue();
    }
  }

  @Test
  void a_return_needs_the_old_key_itself() {
    try (TestAgent agent = new TestAgent(f.console.agentPort());
        TestAgent thief = new TestAgent(f.console.agentPort())) {
      agent.enrol(f.line(1));
      f.ahead.set(Duration.ofDays(120));
      thief.certificate = agent.certificate;
      assertThatThrownBy(() -> renew(thief, false))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
    }
  }

  @Test
  void a_laptop_cannot_renew_another_one() {
    try (TestAgent agent = new TestAgent(f.console.agentPort());
        TestAgent other = new TestAgent(f.console.agentPort())) {
      agent.enrol(f.line(1));
      other.enrol(f.line(1));
      RenewRequest forOther =
          RenewRequest.newBuilder()
              .setCertificateDer(ByteString.copyFrom(encoded(other)))
              .setCsrDer(ByteString.copyFrom(TestAgent.csr(other.key)))
              .build();
      assertThatThrownBy(
              () -> EnrolmentServiceGrpc.newBlockingStub(agent.channel()).renew(forOther))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
    }
  }

  private static byte[] encoded(TestAgent agent) {
    try {
      return Objects.requireNonNull(agent.certificate).getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void guessing_is_slowed_down_per_address_and_good_tries_do_not_count() {
    try (TestAgent agent = new TestAgent(f.console.agentPort())) {
      String many = f.line(20);
      for (int i = 0; i < 15; i++) {
        try (TestAgent each = new TestAgent(f.console.agentPort())) {
          each.enrol(many);
        }
      }
      int limited = 0;
      for (int i = 0; i < 30; i++) {
        try {
          agent.enrol("x#code=AAAAAAAAAAAAAAAAAAAAAA");
        } catch (StatusRuntimeException e) {
          limited += e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED ? 1 : 0;
        }
      }
      assertThat(limited).isGreaterThan(5);
    }
  }

  private List<Laptop> laptops() {
    return f.console.core().devices.laptops(f.setting());
  }

  private static String assertRefused(TestAgent agent, String line) {
    try {
      agent.enrol(line);
      throw new AssertionError("was enrolled");
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      return Objects.requireNonNull(e.getStatus().getDescription());
    }
  }

  private static RenewResponse renew(TestAgent agent, boolean shown) {
    try {
      X509Certificate old = Objects.requireNonNull(agent.certificate);
      return EnrolmentServiceGrpc.newBlockingStub(
              shown ? agent.channel(agent.key, old) : agent.channel(agent.key))
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .renew(
              RenewRequest.newBuilder()
                  .setCertificateDer(ByteString.copyFrom(old.getEncoded()))
                  .setCsrDer(ByteString.copyFrom(TestAgent.csr(agent.key)))
                  .build());
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
