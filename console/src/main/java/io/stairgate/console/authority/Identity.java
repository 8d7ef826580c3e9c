package io.stairgate.console.authority;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * A certificate of this console's CA with its private key.
 *
 * @param key the private half
 * @param certificate signed by the CA
 * @param authority the CA's certificate
 */
public record Identity(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
  static Identity of(KeyPair key, X509Certificate certificate, X509Certificate authority) {
    return new Identity(key.getPrivate(), certificate, authority);
  }

  /** Whether two thirds of its life are over: time for the next one. */
  public boolean isDueAt(Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
    return now.isAfter(from.plus(life.multipliedBy(2).dividedBy(3)));
  }
}
