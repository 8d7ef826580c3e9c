package io.stairgate.console.policy;

import io.stairgate.console.policy.Parameter.Value;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a group or a laptop has otherwise than the setting.
 *
 * @param rule which rule
 * @param stage another stage; empty: the setting's
 * @param values other parameters by key; what is missing is the setting's
 */
public record RuleChange(Rule rule, Optional<Stage> stage, Map<String, Value> values) {
  public RuleChange {
    values = java.util.Collections.unmodifiableMap(new TreeMap<>(values));
    if (stage.isEmpty() && values.isEmpty()) {
      throw new IllegalArgumentException("\"%s\" says nothing".formatted(rule.id()));
    }
    values.forEach(
        (key, value) -> {
          Parameter parameter =
              rule.parameter(key)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "\"%s\" has no \"%s\"".formatted(rule.id(), key)));
          parameter
              .range()
              .problem(value)
              .ifPresent(
                  problem -> {
                    throw new IllegalArgumentException(
                        "\"%s\" of \"%s\" is %s; %s"
                            .formatted(key, rule.id(), value.words(), problem));
                  });
        });
  }
}
