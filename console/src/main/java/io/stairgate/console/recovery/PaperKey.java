package io.stairgate.console.recovery;

import io.stairgate.console.database.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The setting's private key as it is printed for the safe: 14 groups of four signs of Crockford's
 * base 32, the last four signs a checksum. Read back whatever the case and spaces; O for 0, I and L
 * for 1.
 */
public final class PaperKey {
  /** How many groups there are. */
  public static final int GROUPS = 14;

  private static final String SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int DATA = 52;
  private static final int CHECK = 4;

  private PaperKey() {}

  /**
   * The groups, first to last.
   *
   * @param key 32 bytes
   */
  static List<String> groups(byte[] key) {
    String all = encode(key, DATA) + encode(Bytes.sha256Of(key).toArray(), CHECK);
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < all.length(); i += 4) {
      groups.add(all.substring(i, i + 4));
    }
    return List.copyOf(groups);
  }

  /** The key that was typed from the paper; empty where a sign is wrong or missing. */
  static Optional<byte[]> read(String typed) {
    String signs = plain(typed);
    if (signs.length() != DATA + CHECK) {
      return Optional.empty();
    }
    byte[] key = new byte[Boxes.KEY];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < DATA; i++) {
      int value = SIGNS.indexOf(signs.charAt(i));
      if (value < 0) {
        return Optional.empty();
      }
      held = (held << 5 | value) & 0xfff;
      bits += 5;
      if (bits >= 8 && at < key.length) {
        bits -= 8;
        key[at++] = (byte) (held >> bits);
      }
    }
    if (!String.join("", groups(key)).equals(signs)) {
      Arrays.fill(key, (byte) 0);
      return Optional.empty();
    }
    return Optional.of(key);
  }

  /** What was typed without spaces and hyphens, in capitals, look-alikes put right. */
  static String plain(String typed) {
    return typed
        .replaceAll("[\\s\\-]+", "")
        .toUpperCase(Locale.ROOT)
        .replace('O', '0')
        .replace('I', '1')
        .replace('L', '1');
  }

  private static String encode(byte[] bytes, int signs) {
    StringBuilder text = new StringBuilder(signs);
    for (int i = 0; i < signs; i++) {
      int value = 0;
      for (int bit = i * 5; bit < i * 5 + 5; bit++) {
        int set = bit / 8 < bytes.length ? bytes[bit / 8] >> (7 - bit % 8) & 1 : 0;
        value = value << 1 | set;
      }
      text.append(SIGNS.charAt(value));
    }
    return text.toString();
  }
}
