package io.stairgate.agent.wire;

import io.stairgate.agent.event.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What this laptop and its console share for answers by telephone. It is shown to nobody and
 * written into no log.
 */
public final class TelephoneSecret {
  /** Its length, bytes. */
  public static final int LENGTH = 32;

  private static final String PURPOSE = "stairgate-telephone-v1";

  private final Bytes secret;

  private TelephoneSecret(Bytes secret) {
    this.secret = secret;
  }

  /**
   * The secret with these bytes.
   *
   * @throws IllegalArgumentException when they are not {@value #LENGTH}
   */
  public static TelephoneSecret of(Bytes secret) {
    if (secret.length() != LENGTH) {
      throw new IllegalArgumentException("a secret of another length");
    }
    return new TelephoneSecret(secret);
  }

  /** For the disk alone. */
  public byte[] toArray() {
    return secret.toArray();
  }

  /**
   * The MAC from which an answer is made.
   *
   * @param kind {@code today-reading-only} or {@code clock}
   * @param challenge eight characters, upper case
   */
  public byte[] mac(String kind, String challenge) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.toArray(), "HmacSHA256"));
      return mac.doFinal(
          (PURPOSE + '\0' + kind + '\0' + challenge).getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TelephoneSecret that && secret.equals(that.secret);
  }

  @Override
  public int hashCode() {
    return secret.hashCode();
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "the telephone secret";
  }
}
