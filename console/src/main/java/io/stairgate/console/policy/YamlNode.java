package io.stairgate.console.policy;

import java.util.List;
import java.util.regex.Pattern;

/** A part of a YAML file with the line it begins on. */
sealed interface YamlNode {
  /** From 1. */
  int line();

  /**
   * A single value.
   *
   * @param text as written, escapes undone
   * @param plain without quotes, so it may be a number or a yes-or-no
   */
  record Scalar(int line, String text, boolean plain) implements YamlNode {
    /** What YAML 1.2 (core schema) reads as something else than text when it stands plain. */
    private static final Pattern NO_TEXT =
        Pattern.compile(
            "|~|null|Null|NULL|true|True|TRUE|false|False|FALSE"
                + "|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
                + "|[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
                + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,8}");

    /** Whether it is text to every reader of YAML 1.2. */
    boolean isText() {
      return !plain || !NO_TEXT.matcher(text).matches();
    }

    boolean isWhole() {
      return plain && WHOLE.matcher(text).matches();
    }

    boolean isEmpty() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  /**
   * A list.
   *
   * @param items its items
   */
  record Items(int line, List<YamlNode> items) implements YamlNode {
    public Items {
      items = List.copyOf(items);
    }
  }

  /**
   * Names with values; no name twice.
   *
   * @param entries in the file's order
   */
  record Parts(int line, List<Entry> entries) implements YamlNode {
    public Parts {
      entries = List.copyOf(entries);
    }
  }

  /**
   * A name with its value.
   *
   * @param key the name
   * @param value the value
   */
  record Entry(Scalar key, YamlNode value) {}
}
