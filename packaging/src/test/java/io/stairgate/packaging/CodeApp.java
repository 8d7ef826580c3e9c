package io.stairgate.packaging;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;

/** An app with one-time codes, as on a telephone, that reads the key a person types (RFC 6238). */
final class CodeApp {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int STEP_SECONDS = 30;

  private final byte[] secret;
  private long last;

  CodeApp(String key) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int held = 0;
    int bits = 0;
    for (char c : key.replaceAll("\\s", "").toCharArray()) {
      held = (held << 5) | BASE32.indexOf(c);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out.write(held >>> bits);
        held &= (1 << bits) - 1;
      }
    }
    this.secret = out.toByteArray();
  }

  /**
   * A code that was not used before: each is good once. The console takes the one of the step to
   * come too, so most times nothing has to be waited for.
   */
  String next() {
    long step = Math.max(now(), last + 1);
    Awaitility.await("the next code")
        .atMost(Duration.ofSeconds(2 * STEP_SECONDS))
        .until(() -> now() >= step - 1);
    last = step;
    return code(step);
  }

  private static long now() {
    return System.currentTimeMillis() / 1000 / STEP_SECONDS;
  }

  private String code(long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "RAW"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
      int offset = hash[hash.length - 1] & 15;
      int number = ByteBuffer.wrap(hash, offset, 4).getInt() & 0x7fffffff;
      return "%06d".formatted(number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA1", e);
    }
  }
}
