package io.stairgate.console.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a document against a JSON Schema: the words that the policy's schema uses, and no others,
 * so that a new word in the schema cannot be ignored here.
 */
final class SchemaCheck {
  private static final Set<String> TOLD_ONLY = Set.of("$schema", "title", "description", "default");

  private SchemaCheck() {}

  /** What is wrong, with its place; empty where the schema allows the document. */
  static Optional<String> problem(JsonNode schema, JsonNode value, String place) {
    for (Map.Entry<String, JsonNode> word : schema.properties()) {
      if (!TOLD_ONLY.contains(word.getKey())) {
        Optional<String> problem = word(word.getKey(), word.getValue(), schema, value, place);
        if (problem.isPresent()) {
          return problem;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> word(
      String word, JsonNode says, JsonNode schema, JsonNode value, String place) {
    boolean fits =
        switch (word) {
          case "type" -> isOfType(says.asText(), value);
          case "const" -> value.equals(says);
          case "enum" -> contains(says, value);
          case "minimum" -> !value.isNumber() || value.asLong() >= says.asLong();
          case "maximum" -> !value.isNumber() || value.asLong() <= says.asLong();
          case "minLength" -> !value.isTextual() || length(value) >= says.asInt();
          case "maxLength" -> !value.isTextual() || length(value) <= says.asInt();
          case "pattern" ->
              !value.isTextual()
                  || java.util.regex.Pattern.compile(says.asText()).matcher(value.asText()).find();
          case "minItems" -> !value.isArray() || value.size() >= says.asInt();
          case "maxItems" -> !value.isArray() || value.size() <= says.asInt();
          case "uniqueItems" -> !value.isArray() || once(value);
          case "minProperties" -> !value.isObject() || value.size() >= says.asInt();
          case "maxProperties" -> !value.isObject() || value.size() <= says.asInt();
          case "required" -> !value.isObject() || hasAll(says, value);
          case "oneOf" -> oneOf(says, value, place);
          case "items", "properties", "additionalProperties", "propertyNames" -> true;
          default -> throw new AssertionError("The schema uses a word not checked here: " + word);
        };
    return fits ? within(word, says, schema, value, place) : Optional.of(place + ": " + word);
  }

  private static Optional<String> within(
      String word, JsonNode says, JsonNode schema, JsonNode value, String place) {
    if (word.equals("items") && value.isArray()) {
      for (JsonNode item : value) {
        Optional<String> problem = problem(says, item, place + "[]");
        if (problem.isPresent()) {
          return problem;
        }
      }
    }
    if (!value.isObject()) {
      return Optional.empty();
    }
    for (Iterator<String> it = value.fieldNames(); it.hasNext(); ) {
      String name = it.next();
      boolean known = schema.path("properties").has(name);
      Optional<String> problem =
          switch (word) {
            case "propertyNames" ->
                problem(says, com.fasterxml.jackson.databind.node.TextNode.valueOf(name), place);
            case "properties" ->
                known
                    ? problem(says.get(name), value.get(name), place + "/" + name)
                    : Optional.empty();
            case "additionalProperties" ->
                known
                    ? Optional.empty()
                    : says.isBoolean()
                        ? says.asBoolean() ? Optional.empty() : Optional.of(place + "/" + name)
                        : problem(says, value.get(name), place + "/" + name);
            default -> Optional.empty();
          };
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static boolean isOfType(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      default -> throw new AssertionError("Not a type checked here: " + type);
    };
  }

  private static int length(JsonNode text) {
    return text.asText().codePointCount(0, text.asText().length());
  }

  private static boolean contains(JsonNode all, JsonNode value) {
    for (JsonNode each : all) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean once(JsonNode items) {
    Set<JsonNode> all = new HashSet<>();
    items.forEach(all::add);
    return all.size() == items.size();
  }

  private static boolean hasAll(JsonNode names, JsonNode value) {
    for (JsonNode name : names) {
      if (!value.has(name.asText())) {
        return false;
      }
    }
    return true;
  }

  private static boolean oneOf(JsonNode schemas, JsonNode value, String place) {
    int fit = 0;
    for (JsonNode each : schemas) {
      fit += problem(each, value, place).isEmpty() ? 1 : 0;
    }
    return fit == 1;
  }
}
