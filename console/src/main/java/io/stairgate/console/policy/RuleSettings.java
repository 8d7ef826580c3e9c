package io.stairgate.console.policy;

import io.stairgate.console.policy.Parameter.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What holds for one rule: its stage and every parameter.
 *
 * @param rule which rule
 * @param stage how far it goes
 * @param values by the parameter's key, in the order of the rule; complete
 */
public record RuleSettings(Rule rule, Stage stage, Map<String, Value> values) {
  private static final String AMBER = "amber-days";
  private static final String RED = "red-days";

  /** A password age that is never reached by the calendar alone, days. */
  private static final int NEVER = 100_000;

  private static final int ABOUT_A_TERM = 120;
  private static final int MONTH = 31;

  public RuleSettings {
    Map<String, Value> all = new LinkedHashMap<>();
    for (Parameter parameter : rule.parameters()) {
      Value value = values.getOrDefault(parameter.key(), parameter.standard());
      parameter
          .range()
          .problem(value)
          .ifPresent(
              problem -> {
                throw new IllegalArgumentException(
                    "\"%s\" of \"%s\" is %s; %s"
                        .formatted(parameter.key(), rule.id(), value.words(), problem));
              });
      all.put(parameter.key(), value);
    }
    if (!all.keySet().containsAll(values.keySet())) {
      throw new IllegalArgumentException("\"%s\" has no such part".formatted(rule.id()));
    }
    if (rule == Rule.ANTI_VIRUS && number(all, AMBER) > number(all, RED)) {
      throw new IllegalArgumentException(
          "\"amber-days\" of \"anti-virus\" is more than \"red-days\"; make it as many or fewer");
    }
    values = java.util.Collections.unmodifiableMap(all);
  }

  /** Watch, with the rule's defaults. */
  public static RuleSettings standard(Rule rule) {
    return new RuleSettings(rule, Stage.WATCH, Map.of());
  }

  /** Whether nothing was chosen. */
  public boolean isStandard() {
    return equals(standard(rule));
  }

  /** What a parameter is set to. */
  public Value value(String key) {
    return java.util.Objects.requireNonNull(values.get(key));
  }

  /** A number that a parameter is set to. */
  public int number(String key) {
    return number(values, key);
  }

  /** Whether a parameter is switched on. */
  public boolean on(String key) {
    return value(key) instanceof Value.Switch(boolean on) && on;
  }

  /** A word that a parameter is set to. */
  public String word(String key) {
    return value(key) instanceof Value.Word(String text) ? text : "";
  }

  private static int number(Map<String, Value> values, String key) {
    return values.get(key) instanceof Value.Count(int number) ? number : 0;
  }

  /** The same with what {@code change} says. */
  RuleSettings with(RuleChange change) {
    Map<String, Value> changed = new LinkedHashMap<>(values);
    changed.putAll(change.values());
    return new RuleSettings(rule, change.stage().orElse(stage), changed);
  }

  RuleSettings withStage(Stage other) {
    return new RuleSettings(rule, other, values);
  }

  /** The same with these values; where they do not go together the stricter one decides. */
  RuleSettings merged(Stage newStage, Map<String, Value> newValues) {
    Map<String, Value> all = new LinkedHashMap<>(newValues);
    if (rule == Rule.ANTI_VIRUS && number(all, AMBER) > number(all, RED)) {
      all.put(AMBER, new Value.Count(number(all, RED)));
    }
    return new RuleSettings(rule, newStage, all);
  }

  /**
   * Which of two values of one parameter is the stricter, seen together with the rest of the rule:
   * negative where this one's is, 0 where neither is.
   */
  int compare(Parameter parameter, RuleSettings other) {
    if (rule == Rule.PASSWORD_AGE) {
      return Integer.compare(passwordDays(), other.passwordDays());
    }
    return parameter.compare(value(parameter.key()), other.value(parameter.key()));
  }

  /** How old a password may become, about, days. */
  int passwordDays() {
    return switch (word("mode")) {
      case "monthly" -> MONTH;
      case "days" -> number("days");
      case "only-if-compromised" -> NEVER;
      default -> ABOUT_A_TERM;
    };
  }
}
