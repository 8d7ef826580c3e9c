package io.stairgate.console.policy;

import io.stairgate.console.policy.YamlNode.Entry;
import io.stairgate.console.policy.YamlNode.Items;
import io.stairgate.console.policy.YamlNode.Parts;
import io.stairgate.console.policy.YamlNode.Scalar;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One part of a policy file whose names are known: hands out its values, each checked. */
final class PolicyFields {
  private final Parts parts;

  private PolicyFields(Parts parts) {
    this.parts = parts;
  }

  /**
   * Looks at a part.
   *
   * @param what how a sentence calls it, for example {@code "calendar"}
   * @param keys the names it may have
   */
  static PolicyFields of(YamlNode node, String what, List<String> keys) throws PolicyFileException {
    Parts parts = parts(node, what);
    for (Entry entry : parts.entries()) {
      if (!keys.contains(entry.key().text())) {
        throw unknown(entry.key().line(), "%s has no \"%s\"", what, entry.key().text(), keys);
      }
    }
    return new PolicyFields(parts);
  }

  static PolicyFileException unknown(
      int line, String sentence, String what, String written, List<String> known) {
    String wrong = sentence.formatted(what, Words.told(written));
    String help =
        Closest.to(written, known)
            .map(word -> "perhaps you meant \"%s\"".formatted(word))
            .orElseGet(
                () ->
                    known.size() <= 11
                        ? "choose from " + String.join(", ", known)
                        : "see the list of names with \"policy schema\"");
    return new PolicyFileException(line, wrong + "; " + help);
  }

  static Parts parts(YamlNode node, String what) throws PolicyFileException {
    if (node instanceof Parts parts) {
      return parts;
    }
    throw new PolicyFileException(
        node.line(),
        "%s needs names with a colon and a value below it, or take it out".formatted(what));
  }

  static List<YamlNode> items(YamlNode node, String what, int most) throws PolicyFileException {
    if (!(node instanceof Items items)) {
      throw new PolicyFileException(
          node.line(),
          "%s needs a list: each item on a line of its own after a hyphen, or [] for none"
              .formatted(what));
    }
    if (items.items().size() > most) {
      throw new PolicyFileException(
          node.line(), "%s has more than %,d items; shorten it".formatted(what, most));
    }
    return items.items();
  }

  static String text(YamlNode node, String what, int longest) throws PolicyFileException {
    if (!(node instanceof Scalar scalar) || scalar.isEmpty()) {
      throw new PolicyFileException(node.line(), "%s needs a text after it".formatted(what));
    }
    if (!scalar.isText()) {
      throw new PolicyFileException(
          node.line(),
          "%s needs a text; put quotes around \"%s\"".formatted(what, Words.told(scalar.text())));
    }
    if (!Words.isClean(scalar.text(), longest)) {
      throw new PolicyFileException(
          node.line(),
          "%s needs 1 to %d characters on one line, without spaces around them"
              .formatted(what, longest));
    }
    return scalar.text();
  }

  static boolean yesNo(YamlNode node, String what) throws PolicyFileException {
    if (node instanceof Scalar(int line, String text, boolean plain) && plain) {
      if (text.equals("true")) {
        return true;
      }
      if (text.equals("false")) {
        return false;
      }
    }
    throw new PolicyFileException(node.line(), "%s needs true or false".formatted(what));
  }

  static int whole(YamlNode node, String what, String otherwise) throws PolicyFileException {
    if (node instanceof Scalar scalar && scalar.isWhole()) {
      return Integer.parseInt(scalar.text());
    }
    String told = node instanceof Scalar scalar ? " is \"" + Words.told(scalar.text()) + "\"" : "";
    throw new PolicyFileException(node.line(), what + told + "; " + otherwise);
  }

  static LocalDate date(YamlNode node, String what) throws PolicyFileException {
    if (node instanceof Scalar scalar
        && scalar.isText()
        && scalar.text().matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
      try {
        return LocalDate.parse(scalar.text());
      } catch (DateTimeException e) {
        throw new PolicyFileException(
            node.line(), "there is no day %s; check %s".formatted(scalar.text(), what));
      }
    }
    throw new PolicyFileException(
        node.line(), "%s needs a day as year-month-day, such as 2026-09-01".formatted(what));
  }

  int line() {
    return parts.line();
  }

  List<Entry> entries() {
    return parts.entries();
  }

  Optional<YamlNode> find(String key) throws PolicyFileException {
    for (Entry entry : parts.entries()) {
      if (entry.key().text().equals(key)) {
        if (entry.value() instanceof Scalar scalar && scalar.isEmpty()) {
          throw new PolicyFileException(
              entry.key().line(),
              "nothing stands after \"%s\"; write its value or take the line out".formatted(key));
        }
        return Optional.of(entry.value());
      }
    }
    return Optional.empty();
  }

  YamlNode need(String key, String what) throws PolicyFileException {
    return find(key)
        .orElseThrow(
            () -> new PolicyFileException(line(), "%s needs \"%s\"; add it".formatted(what, key)));
  }

  /** Makes a value; what it says of itself when it cannot be is told with the line. */
  static <T> T made(int line, Supplier<T> value) throws PolicyFileException {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new PolicyFileException(line, String.valueOf(e.getMessage()));
    }
  }
}
