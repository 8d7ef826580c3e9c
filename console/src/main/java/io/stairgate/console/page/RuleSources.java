package io.stairgate.console.page;

import io.stairgate.console.policy.Parameter;
import io.stairgate.console.policy.Rule;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each rule asks, and where it and its numbers come from: {@code rule-sources.properties},
 * which explains each of its words. Any thread.
 */
final class RuleSources {
  /** The source of what a setting decided itself. */
  static final String POLICY = "policy";

  private static final List<String> NAMES =
      List.of(POLICY, "cyber-essentials", "dfe", "ico", "ours");

  private static final Map<String, String> FILE = WordFile.read("rule-sources");

  private RuleSources() {}

  /**
   * Where something comes from.
   *
   * @param title how the page calls it
   * @param says what it is
   * @param link where to read it; may be empty
   * @param checkedOn the day somebody last compared it; empty for the setting's own policy
   */
  record Source(String title, String says, String link, Optional<LocalDate> checkedOn) {}

  /**
   * What a source says of one rule.
   *
   * @param source which
   * @param words what it says of the rule; may be empty
   */
  record Said(Source source, String words) {}

  private static String word(String key) {
    return file(key)
        .orElseThrow(() -> new IllegalStateException("rule-sources.properties has no " + key));
  }

  private static Optional<String> file(String key) {
    return Optional.ofNullable(FILE.get(key));
  }

  private static Source source(String name) {
    return new Source(
        word("source." + name + ".title"),
        word("source." + name + ".says"),
        file("source." + name + ".link").orElse(""),
        file("source." + name + ".checked_on").map(LocalDate::parse));
  }

  /** What the rule asks for. */
  static String asks(Rule rule) {
    return word(rule.id() + ".asks");
  }

  /** Why it is worth it. */
  static String because(Rule rule) {
    return word(rule.id() + ".because");
  }

  /** Where the rule itself comes from, and what others say of it. */
  static List<Said> of(Rule rule) {
    String from = word(rule.id() + ".from");
    List<Said> all = new ArrayList<>();
    all.add(new Said(source(from), file(rule.id() + ".helps." + from).orElse("")));
    for (String name : NAMES) {
      file(rule.id() + ".helps." + name)
          .filter(words -> !name.equals(from))
          .ifPresent(words -> all.add(new Said(source(name), words)));
    }
    return all;
  }

  /** The source of a value: the setting's own where it is another than what we ship. */
  static Source of(Rule rule, Parameter parameter, Parameter.Value value) {
    return value.equals(parameter.standard())
        ? source(word(rule.id() + "." + parameter.key() + ".from"))
        : source(POLICY);
  }

  /** The source of how far a rule goes: to look only is where we begin. */
  static Source ofStage(boolean watched) {
    return source(watched ? "ours" : POLICY);
  }

  /** What stands behind a number; may be empty. */
  static String unit(Rule rule, Parameter parameter) {
    return file(rule.id() + "." + parameter.key() + ".unit").orElse("");
  }

  /** How a choice of a parameter is called. */
  static String choice(Rule rule, Parameter parameter, String choice) {
    return word(rule.id() + "." + parameter.key() + "." + choice);
  }

  /** How a value is read. */
  static String words(Rule rule, Parameter parameter, Parameter.Value value) {
    return switch (value) {
      case Parameter.Value.Count(int number) ->
          (number + " " + singular(unit(rule, parameter), number)).strip();
      case Parameter.Value.Switch(boolean on) -> on ? "Yes" : "No";
      case Parameter.Value.Word(String text) ->
          parameter.range() instanceof Parameter.Range.OneOf
              ? choice(rule, parameter, text)
              : text.isEmpty() ? "None" : text;
    };
  }

  private static String singular(String unit, int number) {
    return number == 1 && unit.endsWith("s")
        ? unit.equals("tries") ? "try" : unit.substring(0, unit.length() - 1)
        : unit;
  }
}
