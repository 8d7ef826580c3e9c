package io.stairgate.console.secondstep;

import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A code for the day the telephone is lost: twelve signs of 23 that nobody takes for one another,
 * which is 54 bits. Its text form never shows it.
 */
final class RecoveryCode {
  /** How many a person is given at once. */
  static final int IN_A_SET = 10;

  /** No B and 8, S and 5, Z and 2, G and 6... of each pair that looks alike at most one. */
  private static final String SIGNS = "ACDEFHJKMNPQRTVWXY34679";

  private static final int LENGTH = 12;
  private static final int GROUP = 4;
  private static final int LONGEST_TYPED = 100;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String signs;

  private RecoveryCode(String signs) {
    this.signs = signs;
  }

  /** A new set. */
  static List<RecoveryCode> set() {
    return Stream.generate(RecoveryCode::random).limit(IN_A_SET).toList();
  }

  private static RecoveryCode random() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      text.append(SIGNS.charAt(RANDOM.nextInt(SIGNS.length())));
    }
    return new RecoveryCode(text.toString());
  }

  /**
   * What somebody typed, whatever the case and with or without spaces and hyphens; empty where it
   * cannot be a code.
   */
  static Optional<RecoveryCode> typed(String text) {
    if (text.length() > LONGEST_TYPED) {
      return Optional.empty();
    }
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .replaceAll("[\\s\\p{Pd}]", "")
            .toUpperCase(Locale.ROOT);
    return plain.length() == LENGTH && plain.chars().allMatch(sign -> SIGNS.indexOf(sign) >= 0)
        ? Optional.of(new RecoveryCode(plain))
        : Optional.empty();
  }

  /** The code in groups of four, to be shown once. */
  String reveal() {
    return signs.substring(0, GROUP)
        + "-"
        + signs.substring(GROUP, 2 * GROUP)
        + "-"
        + signs.substring(2 * GROUP);
  }

  /** The signs alone, for what is kept of them. */
  String plain() {
    return signs;
  }

  @Override
  public String toString() {
    return "(recovery code)";
  }
}
