package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.event.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KEM;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals to a public key: HPKE of RFC 9180 in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256
 * and AES-256-GCM, one message for each encapsulated key. The runtime has the first step (KEM
 * "DHKEM"); the key schedule of §5.1 stands here. Any thread.
 */
final class Hpke {
  /** AEAD id of AES-256-GCM. */
  static final int AES_256_GCM = 2;

  private static final int KEM_ID = 0x20;
  private static final int KDF_ID = 1;
  private static final int NONCE = 12;

  private Hpke() {}

  /** Key and nonce of the first message. */
  record Schedule(Bytes key, Bytes nonce) {}

  /**
   * Seals.
   *
   * @param publicKey 32 bytes (X25519)
   * @param info what it is for; the same opens it
   * @param plain the caller wipes it
   * @return the encapsulated key, 32 bytes, and the ciphertext, 16 more than {@code plain}
   */
  static Bytes seal(Bytes publicKey, byte[] info, byte[] plain) throws GeneralSecurityException {
    KEM.Encapsulated made =
        KEM.getInstance("DHKEM").newEncapsulator(publicKey(publicKey)).encapsulate();
    Schedule keys = schedule(made.key().getEncoded(), info, AES_256_GCM, 32);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(keys.key().toArray(), "AES"),
        new GCMParameterSpec(128, keys.nonce().toArray()));
    byte[] sealed = cipher.doFinal(plain);
    byte[] key = made.encapsulation();
    return Bytes.copyOf(
        ByteBuffer.allocate(key.length + sealed.length).put(key).put(sealed).array());
  }

  static PublicKey publicKey(Bytes raw) throws GeneralSecurityException {
    byte[] bytes = raw.toArray();
    if (bytes.length != 32) {
      throw new GeneralSecurityException("not a public key");
    }
    bytes[31] &= 0x7f; // RFC 7748: the highest bit is not looked at
    for (int i = 0; i < 16; i++) {
      byte swapped = bytes[i];
      bytes[i] = bytes[31 - i];
      bytes[31 - i] = swapped;
    }
    return KeyFactory.getInstance("X25519")
        .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bytes)));
  }

  /** The key schedule of base mode; {@code aead} and {@code keyLength} vary for the RFC's tests. */
  static Schedule schedule(byte[] shared, byte[] info, int aead, int keyLength)
      throws GeneralSecurityException {
    byte[] suite =
        ByteBuffer.allocate(10)
            .put(ascii("HPKE"))
            .putShort((short) KEM_ID)
            .putShort((short) KDF_ID)
            .putShort((short) aead)
            .array();
    byte[] context =
        join(
            new byte[1],
            extract(suite, new byte[0], "psk_id_hash", new byte[0]),
            extract(suite, new byte[0], "info_hash", info));
    byte[] secret = extract(suite, shared, "secret", new byte[0]);
    Schedule made =
        new Schedule(
            Bytes.copyOf(expand(suite, secret, "key", context, keyLength)),
            Bytes.copyOf(expand(suite, secret, "base_nonce", context, NONCE)));
    Arrays.fill(secret, (byte) 0);
    return made;
  }

  private static byte[] extract(byte[] suite, byte[] salt, String label, byte[] input)
      throws GeneralSecurityException {
    return hmac(
        salt.length == 0 ? new byte[32] : salt, join(ascii("HPKE-v1"), suite, ascii(label), input));
  }

  /** One block of HKDF is enough: nothing asked for is longer than 32 bytes. */
  private static byte[] expand(byte[] suite, byte[] secret, String label, byte[] info, int length)
      throws GeneralSecurityException {
    byte[] size = {(byte) (length >> 8), (byte) length};
    byte[] block =
        hmac(secret, join(size, ascii("HPKE-v1"), suite, ascii(label), info, new byte[] {1}));
    return Arrays.copyOf(block, length);
  }

  private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
