package io.stairgate.agent.identity;

import io.stairgate.agent.event.Bytes;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The console's own certification authority, pinned at enrolment: the only thing this laptop
 * trusts. Any thread may call any method.
 */
public final class ConsoleAuthority {
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final int CERTIFICATE_SIGNING = 5;

  private final X509Certificate certificate;

  private ConsoleAuthority(X509Certificate certificate) {
    this.certificate = certificate;
  }

  /**
   * The authority with this certificate.
   *
   * @throws CertificateException when it is no certificate of an authority
   */
  public static ConsoleAuthority of(Bytes der) throws CertificateException {
    return of(Certificates.of(der));
  }

  static ConsoleAuthority of(X509Certificate certificate) throws CertificateException {
    boolean[] uses = certificate.getKeyUsage();
    boolean issues = uses == null || uses[CERTIFICATE_SIGNING];
    if (certificate.getBasicConstraints() < 0 || !issues) {
      throw new CertificateException("This is not the certificate of a console's authority.");
    }
    return new ConsoleAuthority(certificate);
  }

  /** Its certificate, DER. */
  public Bytes der() {
    return Certificates.der(certificate);
  }

  /** SHA-256 over its certificate: the fingerprint in the enrolment line. */
  public Bytes fingerprint() {
    return Certificates.sha256(der().toArray());
  }

  X509Certificate certificate() {
    return certificate;
  }

  /**
   * Checks that this authority issued a certificate for a purpose.
   *
   * @param der the certificate
   * @param uri the URI name it must carry; empty: whatever it is called
   * @param at the moment at which it must be valid
   * @return the certificate
   * @throws CertificateException one plain sentence
   */
  public X509Certificate requireIssued(Bytes der, String uri, Instant at)
      throws CertificateException {
    X509Certificate leaf;
    try {
      leaf = Certificates.of(der);
    } catch (CertificateException e) {
      throw new CertificateException("The certificate cannot be read.", e);
    }
    requireIssued(List.of(leaf), uri, at);
    return leaf;
  }

  /**
   * When a certificate begins to be valid; the start of 1970 where it cannot be read. For
   * certificates that were checked at their time and may have ended since.
   */
  public static Instant beginOf(Bytes der) {
    try {
      return Certificates.of(der).getNotBefore().toInstant();
    } catch (CertificateException e) {
      return Instant.EPOCH;
    }
  }

  /**
   * Checks that a chain ends in this authority.
   *
   * @param chain leaf first; the authority itself may be in it
   */
  void requireIssued(List<X509Certificate> chain, String uri, Instant at)
      throws CertificateException {
    X509Certificate leaf = chain.getFirst();
    if (at.isBefore(leaf.getNotBefore().toInstant())) {
      throw new CertificateNotYetValidException(
          "The console's certificate is valid from "
              + leaf.getNotBefore().toInstant()
              + ", and this laptop's clock says "
              + at
              + ". Set the laptop's clock.");
    }
    if (at.isAfter(leaf.getNotAfter().toInstant())) {
      throw new CertificateExpiredException(
          "The console's certificate ended on "
              + leaf.getNotAfter().toInstant()
              + ", and this laptop's clock says "
              + at
              + ". Set the laptop's clock, or look at the console.");
    }
    if (leaf.getBasicConstraints() >= 0 || !(uri.isEmpty() || Certificates.named(leaf, uri))) {
      throw new CertificateException("The certificate is not for this purpose.");
    }
    for (X509Certificate above : chain.subList(1, chain.size())) {
      if (!above.equals(certificate)) {
        throw new CertificateException("The certificate was not issued by this laptop's console.");
      }
    }
    requireSigned(leaf, at);
  }

  /**
   * The authority issues every certificate itself, so one signature is the whole path. Checked here
   * and not by Java's path validator, which reads every public authority in the world into memory
   * first (RATIONALE.md).
   */
  private void requireSigned(X509Certificate leaf, Instant at) throws CertificateException {
    boolean alive =
        !at.isBefore(certificate.getNotBefore().toInstant())
            && !at.isAfter(certificate.getNotAfter().toInstant());
    boolean[] uses = leaf.getKeyUsage();
    boolean signs = uses == null || uses[0];
    if (!alive
        || !signs
        || leaf.hasUnsupportedCriticalExtension()
        || !leaf.getSigAlgOID().equals(ECDSA_WITH_SHA256)
        || !leaf.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())) {
      throw new CertificateException("The certificate was not issued by this laptop's console.");
    }
    try {
      leaf.verify(certificate.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new CertificateException("The certificate was not issued by this laptop's console.", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConsoleAuthority authority && certificate.equals(authority.certificate);
  }

  @Override
  public int hashCode() {
    return certificate.hashCode();
  }

  /** The authority in a server's chain whose certificate has this SHA-256. */
  static ConsoleAuthority find(X509Certificate[] chain, Bytes fingerprint)
      throws CertificateException {
    for (X509Certificate certificate : Arrays.asList(chain)) {
      if (Certificates.sha256(certificate.getEncoded()).equals(fingerprint)) {
        return of(certificate);
      }
    }
    throw new CertificateException(
        "What answers at this address is not the console of the enrolment line. Copy the line"
            + " again, or ask the person who runs the console.");
  }
}
