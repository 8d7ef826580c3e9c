package io.stairgate.agent.platform.linux.rule;

import java.util.Optional;
import java.util.function.Predicate;

/** Text with {@code [sections]} and {@code key=value} lines, as display managers keep theirs. */
final class Sections {
  private static final int MOST_LINES = 8_192;

  private Sections() {}

  /** The last value of a key in the sections that are asked for; empty where there is none. */
  static Optional<String> value(String text, Predicate<String> section, String key) {
    boolean in = false;
    String found = null;
    for (String raw : text.split("\n", MOST_LINES)) {
      String line = raw.strip();
      if (line.startsWith("[")) {
        int end = line.indexOf(']');
        in = end > 0 && section.test(line.substring(1, end).strip());
      } else if (in && !line.startsWith("#") && !line.startsWith(";")) {
        int is = line.indexOf('=');
        if (is > 0 && line.substring(0, is).strip().equals(key)) {
          found = line.substring(is + 1).strip();
        }
      }
    }
    return Optional.ofNullable(found);
  }

  /** Whether a value means yes. */
  static boolean yes(String value) {
    return switch (value) {
      case "true", "True", "TRUE", "1", "yes", "on" -> true;
      default -> false;
    };
  }
}
