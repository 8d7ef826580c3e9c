package io.stairgate.agent.platform.linux.rule;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Text with {@code [sections]} and {@code key=value} lines, as display managers keep theirs. */
final class Sections {
  private static final int MOST_LINES = 8_192;
  private static final int MOST_SECTIONS = 16;

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

  /** The sections, each once, in which a key stands. */
  static Set<String> with(String text, Predicate<String> section, String key) {
    Set<String> found = new LinkedHashSet<>();
    String in = "";
    for (String raw : text.split("\n", MOST_LINES)) {
      String line = raw.strip();
      if (line.startsWith("[")) {
        int end = line.indexOf(']');
        in = end > 0 ? line.substring(1, end).strip() : "";
      } else if (!in.isEmpty() && section.test(in) && found.size() < MOST_SECTIONS) {
        int is = line.indexOf('=');
        if (is > 0 && !line.startsWith("#") && line.substring(0, is).strip().equals(key)) {
          found.add(in);
        }
      }
    }
    found.removeIf(each -> !each.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '|'));
    return found;
  }

  /** Whether a value means yes. */
  static boolean yes(String value) {
    return switch (value) {
      case "true", "True", "TRUE", "1", "yes", "on" -> true;
      default -> false;
    };
  }
}
