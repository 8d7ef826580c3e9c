package io.stairgate.console.account;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Passphrases long enough to be allowed that are tried first by whoever guesses. Never changes; any
 * thread.
 */
final class CommonPassphrases {
  private static final String RUNS =
      "01234567890123456789 abcdefghijklmnopqrstuvwxyz qwertyuiopasdfghjklzxcvbnm"
          + " qazwsxedcrfvtgbyhnujm 1qaz2wsx3edc4rfv5tgb6yhn 1q2w3e4r5t6y7u8i9o0p";

  private final Set<String> lines;

  private CommonPassphrases(Set<String> lines) {
    this.lines = lines;
  }

  static CommonPassphrases shipped() {
    try (InputStream in = CommonPassphrases.class.getResourceAsStream("common-passphrases.txt")) {
      if (in == null) {
        throw new IllegalStateException("common-passphrases.txt is missing from the build");
      }
      return new CommonPassphrases(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .collect(Collectors.toUnmodifiableSet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether {@code plain}, lower case and without separators, is easy to guess. */
  boolean contains(String plain) {
    return lines.contains(plain)
        || lines.contains(plain.replaceAll("[0-9!?$#*]+$", ""))
        || isRun(plain)
        || isRepeated(plain);
  }

  private static boolean isRun(String plain) {
    String reversed = new StringBuilder(RUNS).reverse().toString();
    return RUNS.contains(plain) || reversed.contains(plain);
  }

  private static boolean isRepeated(String plain) {
    for (int size = 1; size <= 6; size++) {
      if (plain.length() > size) {
        String part = plain.substring(0, size);
        if (part.repeat(plain.length() / size + 1).startsWith(plain)) {
          return true;
        }
      }
    }
    return false;
  }
}
