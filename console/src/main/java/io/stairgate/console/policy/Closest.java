package io.stairgate.console.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody probably meant. */
final class Closest {
  private static final int LONGEST = 64;

  private Closest() {}

  /** The word that is like {@code written}; empty where none is. */
  static Optional<String> to(String written, Collection<String> words) {
    String low = written.toLowerCase(Locale.ROOT);
    if (low.length() > LONGEST) {
      return Optional.empty();
    }
    int far = Math.max(1, Math.min(3, low.length() / 3));
    return words.stream()
        .filter(word -> word.length() <= LONGEST)
        .filter(word -> distance(low, word.toLowerCase(Locale.ROOT)) <= far)
        .min(Comparator.comparingInt(word -> distance(low, word.toLowerCase(Locale.ROOT))));
  }

  /** How many letters must be changed, left out or put in (Levenshtein). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int same = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(same, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[other.length()];
  }
}
