package io.stairgate.console.recovery;

import io.stairgate.console.database.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/**
 * Seals to a public key and opens with the private one: HPKE of RFC 9180 in base mode with X25519,
 * HKDF-SHA256 and AES-256-GCM, as the laptops do it. Any thread.
 */
final class Boxes {
  /** Length of a public and of a private key. */
  static final int KEY = 32;

  private static final int TAG = 16;

  private Boxes() {}

  private static HPKE suite() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }

  /** A new private key, 32 bytes; the caller wipes it. */
  static byte[] newPrivate() {
    return new X25519PrivateKeyParameters(new SecureRandom()).getEncoded();
  }

  /** The public key of a private one. */
  static Bytes publicOf(byte[] privateKey) {
    return Bytes.of(new X25519PrivateKeyParameters(privateKey, 0).generatePublicKey().getEncoded());
  }

  /** Seals {@code plain}; the same {@code info} opens it. */
  static Bytes seal(Bytes publicKey, String info, byte[] plain) {
    try {
      HPKE suite = suite();
      AsymmetricKeyParameter to = new X25519PublicKeyParameters(publicKey.toArray(), 0);
      byte[][] made = suite.seal(to, ascii(info), new byte[0], plain, null, null, null);
      return Bytes.of(
          ByteBuffer.allocate(made[0].length + made[1].length).put(made[1]).put(made[0]).array());
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("Sealing does not fail", e);
    }
  }

  /** Opens; empty where it was sealed to another key, for something else, or changed since. */
  static Optional<byte[]> open(byte[] privateKey, String info, Bytes sealed) {
    byte[] all = sealed.toArray();
    if (all.length < KEY + TAG) {
      return Optional.empty();
    }
    try {
      X25519PrivateKeyParameters own = new X25519PrivateKeyParameters(privateKey, 0);
      return Optional.of(
          suite()
              .open(
                  Arrays.copyOf(all, KEY),
                  new AsymmetricCipherKeyPair(own.generatePublicKey(), own),
                  ascii(info),
                  new byte[0],
                  Arrays.copyOfRange(all, KEY, all.length),
                  null,
                  null,
                  null));
    } catch (InvalidCipherTextException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
