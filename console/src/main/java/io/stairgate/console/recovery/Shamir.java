package io.stairgate.console.recovery;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shamir's way to share a secret ("How to share a secret", 1979), byte by byte over GF(256) with
 * the polynomial of AES: any {@code needed} of the shares give the secret, fewer say nothing of it.
 * Multiplying looks at every bit whatever its value, so that its time says nothing. Any thread.
 */
final class Shamir {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Shamir() {}

  /**
   * Splits.
   *
   * @param secret the caller wipes it
   * @param needed how many shares give it back, from 2
   * @param count how many shares, from {@code needed} to 255
   * @return number from 1 → share, as long as the secret; the caller wipes them
   */
  static Map<Integer, byte[]> split(byte[] secret, int needed, int count) {
    if (needed < 2 || count < needed || count > 255) {
      throw new IllegalArgumentException(needed + " of " + count + " is no way to split");
    }
    byte[][] coefficients = new byte[needed][];
    coefficients[0] = secret;
    for (int i = 1; i < needed; i++) {
      coefficients[i] = new byte[secret.length];
      RANDOM.nextBytes(coefficients[i]);
    }
    Map<Integer, byte[]> shares = new TreeMap<>();
    for (int x = 1; x <= count; x++) {
      byte[] share = new byte[secret.length];
      for (int i = needed - 1; i >= 0; i--) {
        for (int b = 0; b < share.length; b++) {
          share[b] = (byte) (times(share[b], x) ^ coefficients[i][b]);
        }
      }
      shares.put(x, share);
    }
    for (int i = 1; i < needed; i++) {
      Arrays.fill(coefficients[i], (byte) 0);
    }
    return shares;
  }

  /**
   * Puts together; with too few shares, or shares of different secrets, the result is another
   * secret, so the caller proves it.
   *
   * @param shares number → share, at least two of equal length
   */
  static byte[] combine(Map<Integer, byte[]> shares) {
    int length = shares.values().iterator().next().length;
    byte[] secret = new byte[length];
    for (Map.Entry<Integer, byte[]> one : shares.entrySet()) {
      int x = one.getKey();
      if (x < 1 || x > 255 || one.getValue().length != length) {
        throw new IllegalArgumentException("not shares of one secret");
      }
      int weight = 1;
      for (int other : shares.keySet()) {
        if (other != x) {
          weight = times(weight, times(other, inverse(other ^ x)));
        }
      }
      for (int b = 0; b < length; b++) {
        secret[b] ^= (byte) times(one.getValue()[b], weight);
      }
    }
    return secret;
  }

  /** The product of two elements. */
  static int times(int left, int right) {
    int a = left & 0xff;
    int b = right & 0xff;
    int product = 0;
    for (int bit = 0; bit < 8; bit++) {
      product ^= a & -(b & 1);
      a = (a << 1) ^ (0x11b & -(a >> 7));
      b >>= 1;
    }
    return product & 0xff;
  }

  /** What gives 1 with {@code element}: its 254th power. */
  static int inverse(int element) {
    int result = 1;
    for (int i = 0; i < 254; i++) {
      result = times(result, element);
    }
    return result;
  }
}
