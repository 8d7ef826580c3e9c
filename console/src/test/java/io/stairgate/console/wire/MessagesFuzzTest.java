package io.stairgate.console.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.grpc.MethodDescriptor;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.authority.DeviceKey;
import java.io.ByteArrayInputStream;
import java.time.Duration;

/**
 * Whatever laptops, or others who reach their port, send: it is a value or it is refused with one
 * sentence, soon. The kept samples run with every test run; {@code packaging/fuzz} looks for more.
 */
class MessagesFuzzTest {
  private static final String FOR = "30s";

  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private static <T> Received<T> read(MethodDescriptor<Received<T>, ?> method, byte[] data) {
    Received<T> received =
        assertTimeout(SOON, () -> method.parseRequest(new ByteArrayInputStream(data)));
    assertThat(received.value().isEmpty()).isEqualTo(!received.whyNot().isEmpty());
    assertThat(received.whyNot()).doesNotContain("\n");
    return received;
  }

  @FuzzTest(maxDuration = FOR)
  void messages_of_a_laptop(byte[] data) {
    read(ContractMethods.link(), data)
        .value()
        .ifPresent(
            // What no database takes, and what would break a line of the log.
            message ->
                assertThat(message.toString().chars())
                    .as("%s", message)
                    .noneMatch(Character::isISOControl));
  }

  @FuzzTest(maxDuration = FOR)
  void requests_for_certificates(byte[] data) {
    read(ContractMethods.renew(), data)
        .value()
        .ifPresent(
            attempt -> {
              var _ = Authority.parse(attempt.certificate().toArray());
              var _ = DeviceKey.ofRequest(attempt.csr().toArray());
            });
    assertTimeout(SOON, () -> DeviceKey.ofRequest(data))
        .ifPresent(key -> assertThat(key.sha256()).matches("[0-9a-f]{64}"));
    assertTimeout(SOON, () -> Authority.parse(data))
        .ifPresent(certificate -> assertThat(Authority.der(certificate).size()).isPositive());
  }
}
