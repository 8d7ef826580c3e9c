package io.stairgate.console.reading;

import java.util.List;

/**
 * The index of Meri Coleman and T. L. Liau ("A computer readability formula designed for machine
 * scoring", Journal of Applied Psychology 60, 1975): {@code 0.0588 L − 0.296 S − 15.8} is the
 * school grade that reads a text with ease, where L is letters and S sentences per hundred words;
 * grade plus five is about the age. Taken and not one of its sisters, because it counts letters and
 * guesses no syllables, and because many short labels do not make hard words look easy: of the
 * usual formulas it is the one that judges these pages most harshly.
 *
 * @param sentences how many sentences were counted
 * @param words how many words
 * @param letters how many letters and digits
 */
record ReadingAge(long sentences, long words, long letters) {
  private static final int FILLED_LETTERS = 5;

  /** Of everything that one person reads on one page. */
  static ReadingAge of(List<Passage> page) {
    List<List<String>> sentences =
        page.stream().distinct().flatMap(each -> each.sentences().stream()).toList();
    long words = sentences.stream().mapToLong(List::size).sum();
    long letters = sentences.stream().flatMap(List::stream).mapToLong(ReadingAge::letters).sum();
    return new ReadingAge(sentences.size(), words, letters);
  }

  private static long letters(String word) {
    return word.chars()
        .filter(each -> Character.isLetterOrDigit(each) || each == Passage.FILLED.charAt(0))
        .mapToLong(each -> each == Passage.FILLED.charAt(0) ? FILLED_LETTERS : 1)
        .sum();
  }

  /** The school grade; 0 where there is nothing to read. */
  double grade() {
    return sentences == 0
        ? 0
        : 0.0588 * 100 * letters / words - 0.296 * 100 * sentences / words - 15.8;
  }

  /** About the age, in years, at which people read it with ease. */
  double years() {
    return grade() + 5;
  }
}
