package io.stairgate.console.authority;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.StartRefusedException;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.ConsoleFactStore;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * The console's own certificate authority: its keys stand in files beside the database, never in
 * it. Any thread may use it. Over 300 lines because all that touches the CA's key stays in one
 * class.
 */
public final class Authority {
  /** How long a laptop's certificate is good. */
  public static final Duration DEVICE_LIFE = Duration.ofDays(30);

  private static final Duration SERVER_LIFE = Duration.ofDays(7);
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(20 * 365);

  /** Certificates begin a little early, so that a laptop whose clock is behind takes them. */
  private static final Duration BACKDATED = Duration.ofMinutes(5);

  /**
   * What the console shows of itself begins earlier still: a laptop whose clock went back a day,
   * with an empty battery or by a hand, must be able to hear from its console what time it is.
   */
  private static final Duration CLOCKS_BEHIND = Duration.ofDays(2);

  private static final String DEVICE_URI = "stairgate:device:";
  private static final int URI_NAME = 6;

  private final UUID consoleId;
  private final InstantSource clock;
  private final PrivateKey key;
  private final X509Certificate certificate;
  private final PrivateKey policyKey;
  private final X509Certificate policyCertificate;

  private Authority(UUID consoleId, KeyFolder keys, InstantSource clock) {
    this.consoleId = consoleId;
    this.clock = clock;
    this.key = keys.readKey("ca.key");
    this.certificate = keys.readCertificate("ca.crt");
    if (!keys.has("policy.key") || !keys.has("policy.crt")) {
      KeyPair pair = Certificates.newKey();
      keys.writeKey("policy.key", pair.getPrivate());
      keys.writeCertificate(
          "policy.crt", policyCertificate(pair.getPublic(), consoleId, certificate, key));
    }
    this.policyKey = keys.readKey("policy.key");
    this.policyCertificate = keys.readCertificate("policy.crt");
  }

  /**
   * Opens the keys of this console, or makes them when it has none yet.
   *
   * @param keys where they stand
   * @param facts remembers which CA this console has, so that lost keys are noticed rather than
   *     replaced
   * @throws StartRefusedException where the keys are missing, damaged, or another console's
   */
  public static Authority open(KeyFolder keys, ConsoleFactStore facts, InstantSource clock) {
    Optional<String> known = facts.find("ca-sha256");
    if (known.isEmpty()) {
      UUID id = UUID.randomUUID();
      KeyPair pair = Certificates.newKey();
      X509Certificate ca =
          Certificates.selfSigned(
              new Certificates.Content(
                  "CN=Stairgate console " + id,
                  List.of(uri("stairgate:authority:" + id)),
                  List.of(),
                  true,
                  clock.instant().minus(CLOCKS_BEHIND),
                  AUTHORITY_LIFE),
              pair);
      keys.writeKey("ca.key", pair.getPrivate());
      keys.writeCertificate("ca.crt", ca);
      KeyPair policy = Certificates.newKey();
      keys.writeKey("policy.key", policy.getPrivate());
      keys.writeCertificate(
          "policy.crt", policyCertificate(policy.getPublic(), id, ca, pair.getPrivate()));
      facts.create(Map.of("console-id", id.toString(), "ca-sha256", fingerprint(ca).hex()));
    }
    UUID id = UUID.fromString(facts.find("console-id").orElseThrow());
    String expected = facts.find("ca-sha256").orElseThrow();
    if (!keys.has("ca.key") || !keys.has("ca.crt")) {
      throw lost();
    }
    Authority authority = new Authority(id, keys, clock);
    if (!authority.sha256().hex().equals(expected)) {
      throw lost();
    }
    return authority;
  }

  private static StartRefusedException lost() {
    return new StartRefusedException(
        "The keys of this console are missing or belong to another one. Put the folder \"keys\""
            + " back from your backup; without it the laptops would not trust this console.");
  }

  private static X509Certificate policyCertificate(
      PublicKey subject, UUID id, X509Certificate ca, PrivateKey caKey) {
    // As long as the CA: a laptop obeys its last policy for ever, also when it never hears of the
    // console again.
    Instant from = ca.getNotBefore().toInstant();
    return Certificates.issued(
        new Certificates.Content(
            "CN=Stairgate policy",
            List.of(uri("stairgate:policy:" + id)),
            List.of(),
            false,
            from,
            Duration.between(from, ca.getNotAfter().toInstant())),
        subject,
        ca,
        caKey);
  }

  /** The console's fixed id. */
  public UUID consoleId() {
    return consoleId;
  }

  /** The CA's certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** SHA-256 over the CA's certificate: the fingerprint of the pasted line. */
  public Bytes sha256() {
    return fingerprint(certificate);
  }

  /** The certificate that policies are signed with, DER. */
  public Bytes policyCertificate() {
    return der(policyCertificate);
  }

  /**
   * A new server certificate with a new key, good for a week.
   *
   * @param hosts names and addresses browsers use; agents go by the console's id alone
   */
  public Identity newServerIdentity(List<String> hosts) {
    KeyPair pair = Certificates.newKey();
    List<GeneralName> names =
        Stream.concat(
                Stream.of(uri("stairgate:console:" + consoleId)),
                hosts.stream().map(Authority::hostName))
            .toList();
    X509Certificate issued =
        Certificates.issued(
            new Certificates.Content(
                "CN=Stairgate console",
                names,
                List.of(KeyPurposeId.id_kp_serverAuth),
                false,
                clock.instant().minus(CLOCKS_BEHIND),
                SERVER_LIFE.plus(CLOCKS_BEHIND)),
            pair.getPublic(),
            certificate,
            key);
    return Identity.of(pair, issued, certificate);
  }

  /**
   * A certificate for a laptop's own key.
   *
   * @param from now, or for tests another time
   */
  public X509Certificate issueFor(DeviceId device, DeviceKey subject, Instant from) {
    return Certificates.issued(
        new Certificates.Content(
            "CN=" + device,
            List.of(uri(DEVICE_URI + device)),
            List.of(KeyPurposeId.id_kp_clientAuth),
            false,
            from.minus(BACKDATED),
            DEVICE_LIFE.plus(BACKDATED)),
        subject.key(),
        certificate,
        key);
  }

  /**
   * The laptop a certificate names, where this CA signed it for a laptop; empty else. Whether it
   * has ended is the caller's to look at.
   */
  public Optional<DeviceId> deviceOf(X509Certificate given) {
    try {
      given.verify(certificate.getPublicKey());
      List<String> purposes = given.getExtendedKeyUsage();
      if (purposes == null || !purposes.contains(KeyPurposeId.id_kp_clientAuth.getId())) {
        return Optional.empty();
      }
      Collection<List<?>> names = given.getSubjectAlternativeNames();
      if (names == null) {
        return Optional.empty();
      }
      for (List<?> name : names) {
        if (Integer.valueOf(URI_NAME).equals(name.getFirst())
            && name.get(1) instanceof String text
            && text.startsWith(DEVICE_URI)) {
          return Optional.of(new DeviceId(UUID.fromString(text.substring(DEVICE_URI.length()))));
        }
      }
      return Optional.empty();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A certificate from its bytes; empty where they are none, or too many. */
  public static Optional<X509Certificate> parse(byte[] der) {
    if (der.length == 0 || der.length > 8192) {
      return Optional.empty();
    }
    try {
      return CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der))
              instanceof X509Certificate parsed
          ? Optional.of(parsed)
          : Optional.empty();
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * A MAC of this console over some bytes, HMAC-SHA-256. Its key comes out of the CA's, so that
   * nobody can replace it without losing the laptops' trust.
   *
   * @param purpose keeps what is made for one purpose from being good for another
   */
  public Bytes mac(String purpose, Bytes content) {
    byte[] secret = ((ECPrivateKey) key).getS().toByteArray();
    byte[] own = hmac(secret, purpose.getBytes(StandardCharsets.UTF_8));
    return Bytes.of(hmac(own, content.toArray()));
  }

  private static byte[] hmac(byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HMAC-SHA-256", e);
    }
  }

  /**
   * Signs a policy as {@code policy.proto} says: over a fixed heading, a zero byte and the policy.
   * ASN.1 DER.
   */
  public Bytes signPolicy(byte[] policy) {
    return sign("stairgate-policy-v1\0", policy);
  }

  /**
   * Signs permissions as {@code permission.proto} says: over a fixed heading, a zero byte and the
   * permissions, with the key of the policies. ASN.1 DER.
   */
  public Bytes signPermissions(byte[] permissions) {
    return sign("stairgate-permissions-v1\0", permissions);
  }

  private Bytes sign(String heading, byte[] content) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(policyKey);
      signature.update(heading.getBytes(StandardCharsets.US_ASCII));
      signature.update(content);
      return Bytes.of(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The policy key can sign", e);
    }
  }

  /** A certificate as bytes. */
  public static Bytes der(X509Certificate certificate) {
    try {
      return Bytes.of(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("A certificate has an encoding", e);
    }
  }

  private static Bytes fingerprint(X509Certificate certificate) {
    return Bytes.sha256Of(der(certificate).toArray());
  }

  private static GeneralName uri(String text) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, text);
  }

  private static GeneralName hostName(String host) {
    boolean address = host.contains(":") || host.matches("[0-9.]+");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }
}
