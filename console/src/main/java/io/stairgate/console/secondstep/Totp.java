package io.stairgate.console.secondstep;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import io.stairgate.console.database.Bytes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/**
 * One-time codes of an app on a telephone (RFC 6238): six digits, HMAC-SHA-1, a new one every 30
 * seconds, because this is what every app knows. A code of the step before and after is taken too:
 * clocks differ.
 */
public final class Totp {
  /** Length of a new secret, bytes: as long as the hash (RFC 4226, section 4, R6). */
  static final int SECRET = 20;

  private static final int DIGITS = 6;
  private static final long STEP_SECONDS = 30;
  private static final int LONGEST_ISSUER = 60;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Totp() {}

  /** A new secret of 160 bits. */
  static Bytes newSecret() {
    byte[] secret = new byte[SECRET];
    RANDOM.nextBytes(secret);
    return Bytes.of(secret);
  }

  /**
   * Which step a typed code belongs to.
   *
   * @param typed as it was typed; spaces do not count
   * @param now the console's time
   * @param after the newest step whose code was used; codes up to it are good no more
   * @return the step's number; empty where the code is wrong, too old, too new or used
   */
  static Optional<Long> stepOf(Bytes secret, String typed, Instant now, long after) {
    String digits = Normalizer.normalize(typed, Normalizer.Form.NFKC).replaceAll("[\\s-]", "");
    if (!digits.matches("[0-9]{" + DIGITS + "}")) {
      return Optional.empty();
    }
    long current = stepAt(now);
    Optional<Long> found = Optional.empty();
    for (long step = current - 1; step <= current + 1; step++) {
      boolean same =
          MessageDigest.isEqual(
              code(secret, step, DIGITS).getBytes(StandardCharsets.US_ASCII),
              digits.getBytes(StandardCharsets.US_ASCII));
      if (same && step > after) {
        found = Optional.of(step);
      }
    }
    return found;
  }

  /** The code that an app with this secret shows at a moment; for tests of the whole way. */
  public static String codeAt(Bytes secret, Instant moment) {
    return code(secret, stepAt(moment), DIGITS);
  }

  private static long stepAt(Instant moment) {
    return Math.floorDiv(moment.getEpochSecond(), STEP_SECONDS);
  }

  /** The code of a step (RFC 4226, section 5.3). */
  static String code(Bytes secret, long step, int digits) {
    try {
      int code =
          new HmacOneTimePasswordGenerator(digits)
              .generateOneTimePassword(new SecretKeySpec(secret.toArray(), "RAW"), step);
      return String.format(Locale.ROOT, "%0" + digits + "d", code);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("HMAC takes every key", e);
    }
  }

  /**
   * What the square holds that an app reads: the secret, and the names the app shows beside the
   * code.
   *
   * @param setting the setting's name
   * @param signInName the person's sign-in name
   */
  static String uri(String setting, String signInName, Bytes secret) {
    String whole = "Stairgate " + setting.replace(':', ' ');
    String issuer =
        whole.codePointCount(0, whole.length()) <= LONGEST_ISSUER
            ? whole
            : whole.substring(0, whole.offsetByCodePoints(0, LONGEST_ISSUER));
    return "otpauth://totp/"
        + escaped(issuer)
        + ":"
        + escaped(signInName.replace(':', ' '))
        + "?secret="
        + base32(secret)
        + "&issuer="
        + escaped(issuer)
        + "&algorithm=SHA1&digits=6&period=30";
  }

  private static String escaped(String text) {
    // Apps take %20 for a space everywhere, and a plus sign for one nowhere.
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A secret as apps let people type it (RFC 4648, section 6), without padding. */
  static String base32(Bytes secret) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte each : secret.toArray()) {
      held = (held << 8) | (each & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt((held >>> bits) & 31));
      }
      held &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text.append(BASE32.charAt((held << (5 - bits)) & 31));
    }
    return text.toString();
  }
}
