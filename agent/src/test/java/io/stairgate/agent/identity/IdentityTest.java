package io.stairgate.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.event.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final String DEVICE = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  private static final String CODE = "abcdefghijklmnopqrstuv";

  @TempDir Path temp;
  private final Pki pki = new Pki(NOW);
  private DataDirectory data;
  private IdentityStore store;

  @BeforeEach
  void open() throws Exception {
    data = DataDirectory.open(temp.resolve("data"));
    store = IdentityStore.open(data);
  }

  @Test
  void the_request_is_one_that_the_consoles_library_reads_and_verifies() {
    DeviceKey key = DeviceKey.generate();
    X509Certificate certificate =
        pki.device(key.certificateRequest().toArray(), DEVICE, NOW, NOW.plusSeconds(60));
    assertThat(key.isOf(certificate)).isTrue();
  }

  @Test
  void an_enrolment_is_there_after_a_new_start() throws Exception {
    Identity made = enrol(store.keyForEnrolment(), pki);
    Identity loaded = IdentityStore.open(data).load().orElseThrow();
    assertThat(loaded).isEqualTo(made);
    assertThat(loaded.renewAt(0)).isEqualTo(NOW.plus(Duration.ofDays(20)));
    assertThat(loaded.renewAt(1))
        .isEqualTo(NOW.plus(Duration.ofDays(20)).plus(Duration.ofHours(36)));
  }

  @Test
  void a_key_that_was_made_for_a_try_is_used_for_the_next_one() throws Exception {
    DeviceKey first = store.keyForEnrolment();
    assertThat(IdentityStore.open(data).keyForEnrolment()).isEqualTo(first);
  }

  @Test
  void an_enrolment_anew_has_a_key_of_its_own_and_drops_the_old_one() throws Exception {
    DeviceKey old = store.keyForEnrolment();
    enrol(old, pki);
    DeviceKey fresh = store.keyForEnrolment();
    assertThat(fresh).isNotEqualTo(old);
    assertThat(store.keyForEnrolment()).isEqualTo(fresh);
    assertThat(store.load().orElseThrow().key()).isEqualTo(old);
    enrol(fresh, pki);
    assertThat(store.load().orElseThrow().key()).isEqualTo(fresh);
    try (Stream<Path> files = Files.list(data.path().resolve("identity"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".key"))).hasSize(1);
    }
  }

  @Test
  void a_certificate_for_another_key_or_of_another_console_changes_nothing() throws Exception {
    DeviceKey key = store.keyForEnrolment();
    assertThatThrownBy(() -> enrol(key, new Pki(NOW))).isInstanceOf(PlainException.class);
    X509Certificate others =
        pki.device(
            DeviceKey.generate().certificateRequest().toArray(), DEVICE, NOW, NOW.plusSeconds(60));
    assertThatThrownBy(() -> take(key, Certificates.der(others), pki.authority().der()))
        .isInstanceOf(PlainException.class);
    assertThat(store.load()).isEmpty();
  }

  @Test
  void every_file_is_its_owners_alone() throws Exception {
    enrol(store.keyForEnrolment(), pki);
    try (Stream<Path> files = Files.walk(data.path())) {
      assertThat(files.filter(Files::isRegularFile))
          .hasSizeGreaterThan(2)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path())))
        .isEqualTo("rwx------");
  }

  @Test
  void a_damaged_enrolment_is_told_in_one_sentence() throws Exception {
    enrol(store.keyForEnrolment(), pki);
    data.folder("identity").write("enrolment", new byte[] {1, 2, 3});
    assertThatThrownBy(() -> store.load())
        .isInstanceOf(PlainException.class)
        .hasMessageContaining("--again");
  }

  @Test
  void a_folder_of_a_newer_version_is_refused_in_one_sentence() throws Exception {
    data.write("version", "2".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> DataDirectory.open(data.path()))
        .isInstanceOf(PlainException.class)
        .hasMessageContaining("newer version");
  }

  @Test
  void only_the_console_is_trusted() throws Exception {
    ConsoleTrust trust =
        ConsoleTrust.pinned(pki.authority(), Pki.CONSOLE_ID, InstantSource.fixed(NOW));
    var key = Pki.keyPair().getPublic();
    X509Certificate good = pki.server(key, Pki.CONSOLE_ID);
    trust.checkServerTrusted(new X509Certificate[] {good, pki.ca}, "ECDHE_ECDSA");
    trust.checkServerTrusted(new X509Certificate[] {good}, "ECDHE_ECDSA");
    refuses(trust, pki.server(key, DEVICE), "another console of the same authority");
    refuses(trust, new Pki(NOW).server(key, Pki.CONSOLE_ID), "another authority");
    refuses(trust, pki.ca, "the authority itself");
    refuses(
        trust,
        leaf(KeyPurposeId.id_kp_clientAuth, NOW.minusSeconds(1), NOW.plusSeconds(9)),
        "a device");
    refuses(
        trust,
        leaf(KeyPurposeId.id_kp_serverAuth, NOW.minusSeconds(9), NOW.minusSeconds(1)),
        "an ended one");
    refuses(
        trust,
        leaf(KeyPurposeId.id_kp_serverAuth, NOW.plusSeconds(9), NOW.plusSeconds(99)),
        "a future one");
    assertThatThrownBy(() -> trust.checkClientTrusted(new X509Certificate[] {good}, "EC"))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void a_wrong_clock_is_named_as_the_reason() {
    ConsoleTrust trust =
        ConsoleTrust.pinned(pki.authority(), Pki.CONSOLE_ID, InstantSource.fixed(Instant.EPOCH));
    X509Certificate good = pki.server(Pki.keyPair().getPublic(), Pki.CONSOLE_ID);
    assertThatThrownBy(
            () -> trust.checkServerTrusted(new X509Certificate[] {good, pki.ca}, "ECDHE_ECDSA"))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("Set the laptop's clock");
  }

  @Test
  void at_enrolment_the_authority_is_the_one_of_the_line() throws Exception {
    ConsoleTrust trust =
        ConsoleTrust.byFingerprint(pki.authority().fingerprint(), InstantSource.fixed(NOW));
    X509Certificate good = pki.server(Pki.keyPair().getPublic(), DEVICE);
    trust.checkServerTrusted(new X509Certificate[] {good, pki.ca}, "ECDHE_ECDSA");
    refuses(trust, good, "a chain without the authority");
    Pki other = new Pki(NOW);
    assertThatThrownBy(
            () ->
                trust.checkServerTrusted(
                    new X509Certificate[] {
                      other.server(Pki.keyPair().getPublic(), DEVICE), other.ca, pki.ca
                    },
                    "ECDHE_ECDSA"))
        .isInstanceOf(CertificateException.class);
  }

  private X509Certificate leaf(KeyPurposeId purpose, Instant from, Instant to) {
    return pki.leaf(
        Pki.keyPair().getPublic(), "stairgate:console:" + Pki.CONSOLE_ID, purpose, from, to);
  }

  private static void refuses(ConsoleTrust trust, X509Certificate leaf, String what) {
    assertThatThrownBy(() -> trust.checkServerTrusted(new X509Certificate[] {leaf}, "ECDHE_ECDSA"))
        .as(what)
        .isInstanceOf(CertificateException.class);
  }

  private Identity enrol(DeviceKey key, Pki by) throws Exception {
    X509Certificate certificate =
        by.device(key.certificateRequest().toArray(), DEVICE, NOW, NOW.plus(Duration.ofDays(30)));
    return take(key, Certificates.der(certificate), by.authority().der());
  }

  private Identity take(DeviceKey key, Bytes certificate, Bytes authority) throws Exception {
    return store.enrolled(
        EnrolmentLine.parse(pki.line(8443, CODE)),
        key,
        DEVICE,
        Pki.CONSOLE_ID,
        "Little Oaks",
        "Blue Room",
        certificate,
        authority);
  }
}
