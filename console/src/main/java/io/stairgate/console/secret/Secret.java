package io.stairgate.console.secret;

import io.stairgate.console.database.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * A random word that lets somebody in: an enrolment code, the secret of a link, a token. Only its
 * hash is kept; its text form never shows it.
 */
public final class Secret {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LONGEST = 100;

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /**
   * A new one.
   *
   * @param bytes how much chance is in it, 16 to 32
   */
  public static Secret random(int bytes) {
    if (bytes < 16 || bytes > 32) {
      throw new IllegalArgumentException("16 to 32 bytes");
    }
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /**
   * One that somebody gave; empty where it cannot be one: other characters than base64url, or too
   * long or short.
   */
  public static Optional<Secret> given(String text) {
    return text.length() >= 22 && text.length() <= LONGEST && text.chars().allMatch(Secret::allowed)
        ? Optional.of(new Secret(text))
        : Optional.empty();
  }

  private static boolean allowed(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /** The word itself, to be shown once. */
  public String reveal() {
    return text;
  }

  /** What is kept: its SHA-256. It carries enough chance that no slow hash is needed. */
  public Bytes hash() {
    return Bytes.sha256Of(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
