package io.stairgate.agent.identity;

import io.stairgate.agent.event.Bytes;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/** A console's authority for tests: the real thing, made by the library the console uses. */
public final class Pki {
  public static final String CONSOLE_ID = "11111111-2222-4333-8444-555555555555";
  private static final AtomicLong SERIAL = new AtomicLong(1);

  public final KeyPair caKey = keyPair();
  public final X509Certificate ca;
  private final Instant now;

  public Pki(Instant now) {
    this.now = now;
    ca =
        issue(
            "CN=Console CA",
            caKey.getPublic(),
            "",
            null,
            true,
            now.minus(Duration.ofDays(400)),
            now.plus(Duration.ofDays(3_650)));
  }

  public static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public ConsoleAuthority authority() {
    try {
      return ConsoleAuthority.of(Certificates.der(ca));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public X509Certificate server(PublicKey key, String consoleId) {
    return issue(
        "CN=console",
        key,
        "stairgate:console:" + consoleId,
        KeyPurposeId.id_kp_serverAuth,
        false,
        now.minus(Duration.ofHours(1)),
        now.plus(Duration.ofDays(90)));
  }

  public X509Certificate leaf(
      PublicKey key, String uri, KeyPurposeId purpose, Instant from, Instant to) {
    return issue("CN=leaf", key, uri, purpose, false, from, to);
  }

  public X509Certificate policySigner(PublicKey key) {
    return leaf(
        key,
        "stairgate:policy:" + CONSOLE_ID,
        KeyPurposeId.id_kp_codeSigning,
        now.minus(Duration.ofHours(1)),
        now.plus(Duration.ofDays(90)));
  }

  /** Reads a request as the console does and issues the device's certificate. */
  public X509Certificate device(byte[] csr, String deviceId, Instant from, Instant to) {
    try {
      PKCS10CertificationRequest request = new PKCS10CertificationRequest(csr);
      CertificationRequest structure = request.toASN1Structure();
      if (structure == null
          || !request.isSignatureValid(
              new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo()))) {
        throw new IllegalStateException("the request's signature does not hold");
      }
      return issue(
          "CN=" + deviceId,
          new JcaPKCS10CertificationRequest(request).getPublicKey(),
          "stairgate:device:" + deviceId,
          KeyPurposeId.id_kp_clientAuth,
          false,
          from,
          to);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate issue(
      String name,
      PublicKey key,
      String uri,
      @Nullable KeyPurposeId purpose,
      boolean authority,
      Instant from,
      Instant to) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=Console CA"),
              BigInteger.valueOf(SERIAL.incrementAndGet()),
              Date.from(from),
              Date.from(to),
              new X500Name(name),
              key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
      if (purpose != null) {
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      }
      if (!uri.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(caKey.getPrivate())));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] sign(PrivateKey key, byte[] purpose, byte[] content) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(purpose);
      signature.update(content);
      return signature.sign();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public String line(int port, String code) {
    return line(List.of("127.0.0.1:" + port), code);
  }

  public String line(List<String> addresses, String code) {
    return "stairgate://"
        + String.join(",", addresses)
        + "/enrol#code="
        + code
        + "&ca="
        + HexFormat.of().formatHex(authority().fingerprint().toArray())
        + "&key="
        + "A".repeat(43);
  }

  public static Bytes der(X509Certificate certificate) {
    return Certificates.der(certificate);
  }
}
