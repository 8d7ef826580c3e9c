package io.stairgate.console.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.database.Database;
import io.stairgate.console.database.Engine;
import io.stairgate.console.setting.ConsoleFactStore;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's own certificates over time. */
class ServerIdentityTest {
  @TempDir Path folder;
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

  @Test
  void the_server_certificate_is_short_lived_and_replaced_at_two_thirds_of_its_life()
      throws Exception {
    try (Database database = Engine.H2.open(folder)) {
      Authority authority = open(database);
      ServerIdentity identity = new ServerIdentity(authority, List.of(), now::get);
      X509Certificate first = identity.getCertificateChain("server")[0];
      first.verify(authority.certificate().getPublicKey());
      assertThat(first.getSubjectAlternativeNames().toString())
          .contains("stairgate:console:" + authority.consoleId());
      assertThat(identity.renewIfDue()).isFalse();
      now.updateAndGet(at -> at.plus(Duration.ofDays(5)));
      assertThat(identity.renewIfDue()).isTrue();
      X509Certificate second = identity.getCertificateChain("server")[0];
      assertThat(second.getSerialNumber()).isNotEqualTo(first.getSerialNumber());
      second.checkValidity(java.util.Date.from(now.get().plus(Duration.ofDays(6))));
    }
  }

  @Test
  void what_was_made_while_the_clock_was_wrong_is_replaced_when_it_is_right() throws Exception {
    try (Database database = Engine.H2.open(folder)) {
      Authority authority = open(database);
      Instant right = now.get();
      for (Instant wrong : List.of(right.plus(Duration.ofDays(400)), Instant.EPOCH)) {
        now.set(wrong);
        ServerIdentity identity = new ServerIdentity(authority, List.of(), now::get);
        assertThat(identity.renewIfDue()).isFalse();
        now.set(right);
        assertThat(identity.renewIfDue()).isTrue();
        identity.getCertificateChain("server")[0].checkValidity(java.util.Date.from(right));
        assertThat(identity.renewIfDue()).isFalse();
      }
    }
  }

  @Test
  void a_laptop_whose_clock_went_back_a_day_can_still_be_told_the_time() throws Exception {
    try (Database database = Engine.H2.open(folder)) {
      Authority authority = open(database);
      java.util.Date dayBefore = java.util.Date.from(now.get().minus(Duration.ofDays(1)));
      new ServerIdentity(authority, List.of(), now::get)
          .getCertificateChain("server")[0].checkValidity(dayBefore);
      authority.certificate().checkValidity(dayBefore);
    }
  }

  @Test
  void the_authority_and_its_policy_key_stay_over_restarts() throws Exception {
    try (Database database = Engine.H2.open(folder)) {
      Authority first = open(database);
      Authority again = open(database);
      assertThat(again.sha256()).isEqualTo(first.sha256());
      assertThat(again.policyCertificate()).isEqualTo(first.policyCertificate());
      assertThat(Duration.between(Instant.now(), first.certificate().getNotAfter().toInstant()))
          .isGreaterThan(Duration.ofDays(3650));
      byte[] policy = {1, 2, 3};
      Signature check = Signature.getInstance("SHA256withECDSA");
      check.initVerify(
          Authority.parse(again.policyCertificate().toArray()).orElseThrow().getPublicKey());
      check.update("stairgate-policy-v1\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      check.update(policy);
      assertThat(check.verify(first.signPolicy(policy).toArray())).isTrue();
    }
  }

  private Authority open(Database database) {
    return Authority.open(
        new KeyFolder(folder.resolve("keys")), new ConsoleFactStore(database), now::get);
  }
}
