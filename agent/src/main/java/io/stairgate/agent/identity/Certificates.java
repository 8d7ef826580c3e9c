package io.stairgate.agent.identity;

import io.stairgate.agent.event.Bytes;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** X.509 certificates to bytes and back, and the one name in them that counts. */
final class Certificates {
  private static final Integer URI = 6;

  private Certificates() {}

  static X509Certificate of(Bytes der) throws CertificateException {
    byte[] bytes = der.toArray();
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    X509Certificate certificate =
        (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    if (certificate == null || in.available() > 0) {
      throw new CertificateException("not exactly one certificate");
    }
    return certificate;
  }

  static Bytes der(X509Certificate certificate) {
    try {
      return Bytes.copyOf(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read cannot be written", e);
    }
  }

  static Bytes sha256(byte[] bytes) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * True where one of the certificate's URI names is {@code uri} or, for a name ending in ":",
   * begins with it.
   */
  static boolean named(X509Certificate certificate, String uri) throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names == null) {
      return false;
    }
    for (List<?> name : names) {
      if (URI.equals(name.get(0)) && name.get(1) instanceof String value) {
        if (uri.endsWith(":") ? value.startsWith(uri) : value.equals(uri)) {
          return true;
        }
      }
    }
    return false;
  }
}
