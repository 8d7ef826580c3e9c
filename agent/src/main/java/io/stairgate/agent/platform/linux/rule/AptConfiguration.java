package io.stairgate.agent.platform.linux.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Values of apt's configuration (apt.conf(5)): scalars and lists, names without regard to capitals,
 * the last one wins. What it cannot read is passed over, as apt does with what it does not know.
 */
final class AptConfiguration {
  private static final int DEEPEST = 16;
  private static final int MOST_VALUES = 20_000;

  private final Map<String, String> scalars = new HashMap<>();
  private final Map<String, List<String>> lists = new HashMap<>();
  private int values;

  /** Adds one file's text. */
  AptConfiguration and(String text) {
    new Reading(text).block("", 0);
    return this;
  }

  /** A value; {@code standard} where it is not set. */
  String value(String name, String standard) {
    return scalars.getOrDefault(name.toLowerCase(Locale.ROOT), standard);
  }

  /** The values of a list; empty where it is not set. */
  List<String> list(String name) {
    return lists.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /** Whether a period is set: a number of days, or one with a unit, or {@code always}. */
  boolean on(String name, String standard) {
    String value = value(name, standard).strip().toLowerCase(Locale.ROOT);
    return !value.isEmpty() && !value.matches("0+[smhd]?|false|no|off|disable|without");
  }

  /** Whether apt reads a file of this name in {@code apt.conf.d}. */
  static boolean counts(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return fileName.matches("[A-Za-z0-9_.-]{1,200}")
        && !fileName.startsWith(".")
        && (dot < 0 || fileName.endsWith(".conf"));
  }

  private void put(String name, String value) {
    if (++values > MOST_VALUES) {
      return;
    }
    String key = name.toLowerCase(Locale.ROOT);
    if (key.endsWith("::")) {
      lists.computeIfAbsent(key.substring(0, key.length() - 2), k -> new ArrayList<>()).add(value);
    } else {
      scalars.put(key, value);
    }
  }

  private void clear(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    scalars.keySet().removeIf(each -> each.equals(key) || each.startsWith(key + "::"));
    lists.keySet().removeIf(each -> each.equals(key) || each.startsWith(key + "::"));
  }

  private final class Reading {
    private final String text;
    private int at;

    Reading(String text) {
      this.text = text;
    }

    void block(String prefix, int depth) {
      while (true) {
        space();
        if (at >= text.length()) {
          return;
        }
        char c = text.charAt(at);
        if (c == '}') {
          at++;
          return;
        }
        if (c == ';' || c == '{') {
          at++;
        } else if (c == '"') {
          put(prefix + "::", quoted());
        } else {
          statement(prefix, depth, word());
        }
      }
    }

    private void statement(String prefix, int depth, String word) {
      if (word.equals("#clear")) {
        space();
        clear(word());
        return;
      }
      String name = prefix.isEmpty() ? word : prefix + "::" + word;
      space();
      if (at >= text.length()) {
        return;
      }
      switch (text.charAt(at)) {
        case '{' -> {
          at++;
          if (depth < DEEPEST) {
            block(name, depth + 1);
          }
        }
        case '"' -> put(name, quoted());
        case ';', '}' -> values++; // a name without a value
        default -> put(name, word());
      }
    }

    private String quoted() {
      int end = text.indexOf('"', at + 1);
      String value = text.substring(at + 1, end < 0 ? text.length() : end);
      at = end < 0 ? text.length() : end + 1;
      return value;
    }

    private String word() {
      int begin = at;
      while (at < text.length() && " \t\r\n;{}\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      if (at == begin) {
        at++; // never stands still
      }
      return text.substring(begin, Math.min(at, text.length()));
    }

    /** Over spaces and comments. */
    private void space() {
      while (at < text.length()) {
        if (Character.isWhitespace(text.charAt(at))) {
          at++;
        } else if (text.startsWith("//", at)
            || (text.charAt(at) == '#' && !text.startsWith("#clear", at))) {
          int end = text.indexOf('\n', at);
          at = end < 0 ? text.length() : end;
        } else if (text.startsWith("/*", at)) {
          int end = text.indexOf("*/", at + 2);
          at = end < 0 ? text.length() : end + 2;
        } else {
          return;
        }
      }
    }
  }
}
