package io.stairgate.console.recovery;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.stairgate.console.database.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a holder types to use their share: another passphrase than the one for signing in. It is
 * kept nowhere; the key derived from it (Argon2id, 46 MiB, three passes: it is typed seldom and
 * guards much) seals the holder's private key (AES-256-GCM). Its text form never shows it.
 */
public final class RecoveryPassphrase {
  private static final int LONGEST = 256;
  private static final int SHORTEST = 20;
  private static final int WORDS = 5;
  private static final byte VERSION = 1;
  private static final int SALT = 16;
  private static final int NONCE = 12;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Argon2Function ARGON2 =
      Argon2Function.getInstance(47_104, 3, 1, 32, Argon2.ID);

  /** Two at once, so that nobody can take all memory. */
  private static final Semaphore AT_ONCE = new Semaphore(2, true);

  private final String text;

  private RecoveryPassphrase(String text) {
    this.text = text;
  }

  /** What was typed, with one space between words; empty where it is nothing or absurdly long. */
  public static Optional<RecoveryPassphrase> typed(String text) {
    String normal =
        Normalizer.normalize(text, Normalizer.Form.NFKC).strip().replaceAll("\\s+", " ");
    return normal.isEmpty() || normal.length() > LONGEST
        ? Optional.empty()
        : Optional.of(new RecoveryPassphrase(normal));
  }

  /** Why it cannot be a new one; empty where it can. */
  Optional<String> refusal() {
    if (text.split(" ", -1).length < WORDS || text.length() < SHORTEST) {
      return Optional.of(
          "Use at least five words, 20 letters in all, that nobody would put together.");
    }
    return text.codePoints().distinct().count() < 8
        ? Optional.of("Others would guess this. Use five random words.")
        : Optional.empty();
  }

  boolean same(RecoveryPassphrase other) {
    return text.equals(other.text);
  }

  /** Seals; opens only under the same {@code bound} words. */
  Bytes seal(String bound, byte[] plain) {
    byte[] salt = chance(SALT);
    byte[] nonce = chance(NONCE);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, salt, nonce, bound).doFinal(plain);
      return Bytes.of(
          ByteBuffer.allocate(1 + SALT + NONCE + sealed.length)
              .put(VERSION)
              .put(salt)
              .put(nonce)
              .put(sealed)
              .array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has AES-GCM", e);
    }
  }

  /** Opens; empty where the passphrase is another. */
  Optional<byte[]> open(String bound, Bytes sealed) {
    byte[] all = sealed.toArray();
    if (all.length < 1 + SALT + NONCE || all[0] != VERSION) {
      return Optional.empty();
    }
    byte[] salt = Arrays.copyOfRange(all, 1, 1 + SALT);
    byte[] nonce = Arrays.copyOfRange(all, 1 + SALT, 1 + SALT + NONCE);
    try {
      int from = 1 + SALT + NONCE;
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, salt, nonce, bound).doFinal(all, from, all.length - from));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] salt, byte[] nonce, String bound)
      throws GeneralSecurityException {
    byte[] key;
    AT_ONCE.acquireUninterruptibly();
    try {
      key = Password.hash(text).addSalt(salt).with(ARGON2).getBytes();
    } finally {
      AT_ONCE.release();
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
    Arrays.fill(key, (byte) 0);
    return cipher;
  }

  private static byte[] chance(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  @Override
  public String toString() {
    return "(recovery passphrase)";
  }
}
