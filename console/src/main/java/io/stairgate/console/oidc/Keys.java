package io.stairgate.console.oidc;

import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import java.text.ParseException;
import java.util.List;

/** A provider's public keys, as it publishes them. */
final class Keys {
  private static final int MOST = 50;
  private static final int SMALLEST_RSA = 2048;
  private static final int LARGEST_RSA = 8192;

  private Keys() {}

  /**
   * Reads them and leaves out what is too weak, or so large that checking with it costs a lot.
   *
   * @throws ElsewhereException where none is left
   */
  static JWKSet read(String json) throws ElsewhereException {
    List<JWK> good;
    try {
      good = JWKSet.parse(json).getKeys().stream().filter(Keys::isGood).limit(MOST).toList();
    } catch (ParseException | IllegalArgumentException e) {
      throw new ElsewhereException(Fault.NOT_OPENID, e);
    }
    if (good.isEmpty()) {
      throw new ElsewhereException(Fault.NOT_OFFERED);
    }
    return new JWKSet(good).toPublicJWKSet();
  }

  private static boolean isGood(JWK key) {
    if (!(key instanceof AsymmetricJWK)) {
      return false;
    }
    return !key.getKeyType().equals(KeyType.RSA)
        || (key.size() >= SMALLEST_RSA && key.size() <= LARGEST_RSA);
  }
}
