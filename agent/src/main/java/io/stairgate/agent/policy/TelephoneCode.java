package io.stairgate.agent.policy;

import io.stairgate.agent.event.Medium;
import io.stairgate.agent.wire.TelephoneSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/** Codes that are read out over the telephone: Crockford's base 32, forgiving in what is typed. */
public final class TelephoneCode {
  /** Characters of a challenge: 40 bits. */
  public static final int CHALLENGE = 8;

  /** Characters of an answer: 50 bits. */
  public static final int ANSWER = 10;

  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private TelephoneCode() {}

  /** What an answer is an answer to. */
  public enum Kind {
    /** The medium may be read until the end of the day. */
    TODAY("today-reading-only"),
    /** The laptop's time may be trusted again. */
    CLOCK("clock");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /**
   * A challenge of eight characters.
   *
   * @param nonce never used before
   * @param medium which it is about, where it is about one
   */
  static String challenge(byte[] nonce, Optional<Medium> medium) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(nonce);
      medium.ifPresent(
          each ->
              sha.update(
                  String.join(
                          "\0",
                          each.kind().name(),
                          each.vendorId(),
                          each.productId(),
                          each.serial(),
                          each.port(),
                          each.descriptorSha256())
                      .getBytes(StandardCharsets.UTF_8)));
      return base32(sha.digest(), CHALLENGE);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The right answer to a challenge, ten characters. */
  public static String answer(TelephoneSecret secret, Kind kind, String challenge) {
    return base32(secret.mac(kind.word, challenge), ANSWER);
  }

  /**
   * What was meant by what was typed: small letters, spaces and dashes do not matter, {@code O} is
   * 0, {@code I} and {@code L} are 1.
   *
   * @return empty where it is no code of this length
   */
  public static Optional<String> typed(String text, int length) {
    StringBuilder code = new StringBuilder(length);
    for (char c : text.toUpperCase(Locale.ROOT).toCharArray()) {
      if (c == ' ' || c == '-' || c == '\u2013' || c == '\u00A0') {
        continue;
      }
      char meant = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
      if (ALPHABET.indexOf(meant) < 0 || code.length() == length) {
        return Optional.empty();
      }
      code.append(meant);
    }
    return code.length() == length ? Optional.of(code.toString()) : Optional.empty();
  }

  /** In two halves, as it is shown and read out. */
  public static String spoken(String code) {
    int half = code.length() / 2;
    return code.substring(0, half) + " " + code.substring(half);
  }

  private static String base32(byte[] bytes, int characters) {
    StringBuilder code = new StringBuilder(characters);
    int buffer = 0;
    int bits = 0;
    int next = 0;
    while (code.length() < characters) {
      if (bits < 5) {
        buffer = (buffer << 8 | (bytes[next++] & 0xff)) & 0xfff;
        bits += 8;
      }
      bits -= 5;
      code.append(ALPHABET.charAt(buffer >> bits & 31));
    }
    return code.toString();
  }
}
