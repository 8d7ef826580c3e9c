package io.stairgate.console.reading;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of text as one person reads it in one go: a paragraph, a label, an item of a list. Where
 * a value is filled in, it holds {@link #FILLED} instead.
 *
 * @param where the file
 * @param text the words, without markup
 */
record Passage(String where, String text) {
  /** Stands for a value that a page fills in; it counts as one short word. */
  static final String FILLED = "\u25a1";

  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{N}\u25a1]+(?:['\u2019.,:@/_-][\\p{L}\\p{N}\u25a1]+)*");

  /** A sentence ends only where a reader stops: a colon or a semicolon does not make it shorter. */
  private static final Pattern END = Pattern.compile("(?<=[.?!][\u201d\")]?)\\s+");

  private static final int FEWEST_OF_A_SENTENCE = 4;

  Passage {
    text = text.replace('\u00a0', ' ').replaceAll("\\s+", " ").strip();
  }

  /** The sentences, each with its words; labels of three words or fewer are no sentences. */
  List<List<String>> sentences() {
    return Arrays.stream(END.split(text))
        .map(Passage::words)
        .filter(words -> words.size() >= FEWEST_OF_A_SENTENCE)
        .filter(words -> words.stream().anyMatch(word -> !word.equals(FILLED)))
        .toList();
  }

  /** Whether there is anything to read that the page does not fill in. */
  boolean hasWords() {
    return words(text).stream().anyMatch(word -> !word.equals(FILLED));
  }

  private static List<String> words(String sentence) {
    Matcher found = WORD.matcher(sentence);
    return found.results().map(result -> result.group()).toList();
  }
}
