package io.stairgate.console.page;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What the guides say besides the words that pages have already. The words stand in one file,
 * {@code guide-words.properties}. Any thread.
 */
final class GuideWords {
  private static final Map<String, String> WORDS = WordFile.read("guide-words");

  private GuideWords() {}

  /** The words of that name, which must be there. */
  static String of(String name) {
    return Objects.requireNonNull(WORDS.get(name), name);
  }

  /** The words of {@code name.1}, {@code name.2} and so on; empty where there are none. */
  static List<String> all(String name) {
    return IntStream.iterate(1, i -> WORDS.containsKey(name + "." + i), i -> i + 1)
        .mapToObj(i -> of(name + "." + i))
        .toList();
  }

  /** How many steps the first installation has. */
  static int steps() {
    return (int)
        IntStream.iterate(1, i -> WORDS.containsKey("step." + i + ".title"), i -> i + 1).count();
  }
}
