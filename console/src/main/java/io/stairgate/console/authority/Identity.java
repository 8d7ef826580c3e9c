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

  /**
   * Whether it is time for the next one: two thirds of its life are over, or it has not begun,
   * because it was made while this computer's clock was far ahead.
   */
  public boolean isDueAt(Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
    return now.isBefore(from) || now.isAfter(from.plus(life.multipliedBy(2).dividedBy(3)));
  }
}
