package io.stairgate.console.secondstep;

import io.stairgate.console.database.Bytes;
import java.io.ByteArrayOutputStream;
import java.time.Instant;

/** An app with one-time codes, as far as it is one that reads the key a person types. */
public final class TestApp {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final Bytes secret;

  /** Takes the key that a page shows. */
  public TestApp(String key) {
    this.secret = secretOf(key);
  }

  /** The code it shows at a moment. */
  public String codeAt(Instant moment) {
    return Totp.codeAt(secret, moment);
  }

  static Bytes secretOf(String key) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int held = 0;
    int bits = 0;
    for (char c : key.replace(" ", "").toCharArray()) {
      held = (held << 5) | BASE32.indexOf(c);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out.write(held >>> bits);
        held &= (1 << bits) - 1;
      }
    }
    return Bytes.of(out.toByteArray());
  }
}
