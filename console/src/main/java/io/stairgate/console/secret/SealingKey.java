package io.stairgate.console.secret;

import io.stairgate.console.database.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The console's key for secrets that it must be able to read again: the database holds them sealed
 * (AES-256-GCM) and the key stands in a file beside it, so that a copy of the database alone opens
 * nothing. Each use works with a key of its own, derived from this one (HMAC-SHA-256). Any thread
 * may call any method.
 */
public final class SealingKey {
  /** Length of the key, bytes. */
  public static final int SIZE = 32;

  private static final byte VERSION = 1;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] root;
  private final SecretKeySpec sealing;

  private SealingKey(byte[] root) {
    this.root = root;
    this.sealing = new SecretKeySpec(hmac(root, ascii("seal")), "AES");
  }

  /**
   * The key of these bytes.
   *
   * @param root {@link #SIZE} random bytes
   */
  public static SealingKey of(Bytes root) {
    if (root.size() != SIZE) {
      throw new IllegalArgumentException("A sealing key has 32 bytes");
    }
    return new SealingKey(root.toArray());
  }

  /** The bytes of a new key. */
  public static Bytes random() {
    byte[] root = new byte[SIZE];
    RANDOM.nextBytes(root);
    return Bytes.of(root);
  }

  /**
   * Seals a secret.
   *
   * @param bound what it belongs to, for example {@code totp:} and the account's id; it opens only
   *     under the same words, so a sealed secret cannot be moved to another row
   * @param plain the secret
   * @return 29 bytes more than {@code plain}; another result each time
   */
  public Bytes seal(String bound, Bytes plain) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, bound).doFinal(plain.toArray());
      return Bytes.of(
          ByteBuffer.allocate(1 + NONCE + sealed.length)
              .put(VERSION)
              .put(nonce)
              .put(sealed)
              .array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has AES-GCM", e);
    }
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @param bound the same words as then
   * @return empty where it was sealed under another key or other words, or was changed since
   */
  public Optional<Bytes> open(String bound, Bytes sealed) {
    byte[] all = sealed.toArray();
    if (all.length < 1 + NONCE + TAG_BITS / 8 || all[0] != VERSION) {
      return Optional.empty();
    }
    try {
      byte[] nonce = Arrays.copyOfRange(all, 1, 1 + NONCE);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce, bound);
      return Optional.of(Bytes.of(cipher.doFinal(all, 1 + NONCE, all.length - 1 - NONCE)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /**
   * What is kept of a short secret that only has to be recognised, for example a recovery code:
   * without this key nobody can try all of them against a copy of the database.
   *
   * @param bound what it belongs to, as with {@link #seal}
   * @return 32 bytes, the same for the same words and secret
   */
  public Bytes mac(String bound, String secret) {
    byte[] key = hmac(root, ascii("mac"));
    // The length stands between, so that no other pair of words and secret gives the same text.
    return Bytes.of(
        hmac(key, (bound.length() + ":" + bound + secret).getBytes(StandardCharsets.UTF_8)));
  }

  /** Tells this key from others without saying anything about it. */
  public Bytes fingerprint() {
    return Bytes.of(hmac(root, ascii("fingerprint")));
  }

  private Cipher cipher(int mode, byte[] nonce, String bound) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA256", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "(sealing key)";
  }
}
