package io.stairgate.console.authority;

import io.stairgate.console.database.Bytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * A laptop's public key, proved to be held by whoever sent it.
 *
 * @param key on P-256
 * @param sha256 SHA-256 over its SubjectPublicKeyInfo, hexadecimal
 */
public record DeviceKey(PublicKey key, String sha256) {
  private static final int LONGEST = 4096;

  /**
   * The key of a PKCS#10 request; empty where the request is too long, malformed, for another kind
   * of key, or not signed by that key. Its subject is ignored.
   */
  public static Optional<DeviceKey> ofRequest(byte[] der) {
    if (der.length == 0 || der.length > LONGEST) {
      return Optional.empty();
    }
    try {
      JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(der);
      if (!isP256(request.getSubjectPublicKeyInfo())
          || !X9ObjectIdentifiers.ecdsa_with_SHA256.equals(
              request.getSignatureAlgorithm().getAlgorithm())) {
        return Optional.empty();
      }
      PublicKey key = request.getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        return Optional.empty();
      }
      return Optional.of(new DeviceKey(key, hash(key)));
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | RuntimeException e) {
      // Whatever the decoders say of bytes from outside, the answer is the same.
      return Optional.empty();
    }
  }

  /** SHA-256 over a key's SubjectPublicKeyInfo, hexadecimal. */
  public static String hash(PublicKey key) {
    return Bytes.sha256Of(key.getEncoded()).hex();
  }

  private static boolean isP256(SubjectPublicKeyInfo info) {
    return X9ObjectIdentifiers.id_ecPublicKey.equals(info.getAlgorithm().getAlgorithm())
        && info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve
        && SECObjectIdentifiers.secp256r1.equals(curve);
  }
}
