package io.stairgate.console.authority;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Builds X.509 certificates on P-256. */
final class Certificates {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Certificates() {}

  /**
   * What a certificate says.
   *
   * @param subject distinguished name
   * @param names alternative names; may be empty
   * @param purposes extended key usages; may be empty
   * @param authority whether it may sign others
   * @param from first moment
   * @param life how long
   */
  record Content(
      String subject,
      List<GeneralName> names,
      List<KeyPurposeId> purposes,
      boolean authority,
      Instant from,
      Duration life) {
    Content {
      names = List.copyOf(names);
      purposes = List.copyOf(purposes);
    }
  }

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has P-256", e);
    }
  }

  static X509Certificate selfSigned(Content content, KeyPair key) {
    return sign(
        content,
        key.getPublic(),
        new X500Name(content.subject()),
        key.getPublic(),
        key.getPrivate());
  }

  static X509Certificate issued(
      Content content, PublicKey subject, X509Certificate issuer, PrivateKey issuerKey) {
    return sign(
        content,
        subject,
        X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
        issuer.getPublicKey(),
        issuerKey);
  }

  private static X509Certificate sign(
      Content content,
      PublicKey subject,
      X500Name issuer,
      PublicKey issuerPublic,
      PrivateKey issuerKey) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              new BigInteger(126, RANDOM).add(BigInteger.ONE),
              Date.from(content.from()),
              Date.from(content.from().plus(content.life())),
              new X500Name(content.subject()),
              subject);
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.basicConstraints,
          true,
          content.authority() ? new BasicConstraints(0) : new BasicConstraints(false));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(
              content.authority()
                  ? KeyUsage.keyCertSign | KeyUsage.cRLSign
                  : KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(subject));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(issuerPublic));
      if (!content.purposes().isEmpty()) {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(content.purposes().toArray(KeyPurposeId[]::new)));
      }
      if (!content.names().isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(content.names().toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("A certificate could not be built", e);
    }
  }
}
