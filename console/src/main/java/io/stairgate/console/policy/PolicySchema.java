package io.stairgate.console.policy;

import static io.stairgate.console.policy.PolicyKeys.*;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Role;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.policy.Parameter.Range;
import io.stairgate.console.policy.Parameter.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema (2020-12) of the policy file, for editors and other programs. It says what can be
 * said without knowing the setting: names, types and ranges, not which laptops there are.
 */
public final class PolicySchema {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME_PATTERN = "^\\S(.*\\S)?$";

  private PolicySchema() {}

  /** The schema, indented, ending in a line break. */
  public static String text() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(file()) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can be written as JSON", e);
    }
  }

  static ObjectNode file() {
    ObjectNode file =
        object(
            OF_FILE,
            parts(
                FORMAT, JSON.createObjectNode().put("const", 1),
                SETTING, text(200).put("description", "The setting's name; checked, not changed."),
                TIME_ZONE, text(64),
                CALENDAR, calendar(),
                RULES, rules(),
                GROUPS, named(group(), SettingPolicy.MOST_GROUPS),
                LAPTOPS, named(laptop(), LaptopGroup.MOST_LAPTOPS),
                APPROVERS, approvers(),
                SECOND_PERSON, yesNo(),
                ACCESS, list(person(), SettingPolicy.MOST_LINES),
                SOFTWARE, software()),
            FORMAT);
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Stairgate policy file");
    schema.setAll(file);
    return schema;
  }

  private static ObjectNode calendar() {
    return object(
        OF_CALENDAR,
        parts(
            TERMS, list(term(), Calendar.MOST_TERMS),
            CLOSURES,
                list(
                    object(
                        OF_CLOSURE,
                        parts(NAME, text(64), START, date(), END, date()),
                        NAME,
                        START,
                        END),
                    Calendar.MOST_CLOSURES),
            OPEN_DAYS, choices(CalendarSection.DAYS),
            OPEN_HOURS, object(OF_OPEN_HOURS, parts(FROM, time(), TO, time()), FROM, TO),
            OPEN_IN_HOLIDAYS, yesNo()));
  }

  private static ObjectNode term() {
    return object(
        OF_TERM,
        parts(
            NAME, text(64),
            START, date(),
            END, date(),
            HALF_TERM, object(OF_HALF_TERM, parts(START, date(), END, date()), START, END)),
        NAME,
        START,
        END);
  }

  private static ObjectNode rules() {
    Map<String, ObjectNode> all = new LinkedHashMap<>();
    for (Rule rule : Rule.values()) {
      Map<String, ObjectNode> own = new LinkedHashMap<>();
      own.put(STAGE, oneOf(Arrays.stream(Stage.values()).map(Stage::code).toList()));
      for (Parameter parameter : rule.parameters()) {
        ObjectNode node = parameter(parameter.range());
        node.put("description", parameter.words());
        switch (parameter.standard()) {
          case Value.Count(int number) -> node.put("default", number);
          case Value.Switch(boolean on) -> node.put("default", on);
          case Value.Word(String word) -> node.put("default", word);
        }
        own.put(parameter.key(), node);
      }
      all.put(rule.id(), object(PolicyKeys.of(rule), own).put("title", rule.title()));
    }
    return object(OF_RULES, all);
  }

  private static ObjectNode parameter(Range range) {
    return switch (range) {
      case Range.Whole(int least, int most) ->
          JSON.createObjectNode().put("type", "integer").put("minimum", least).put("maximum", most);
      case Range.YesNo _ -> yesNo();
      case Range.OneOf oneOf -> oneOf(oneOf.words());
      case Range.Address _ ->
          JSON.createObjectNode()
              .put("type", "string")
              .put("maxLength", Range.Address.LONGEST)
              .put("pattern", "^" + Range.Address.PATTERN + "$");
    };
  }

  /** Rules of a group or laptop: the same names, each with something in it. */
  private static ObjectNode changes() {
    ObjectNode changes = rules();
    changes
        .get("properties")
        .forEach(
            rule -> {
              ((ObjectNode) rule).put("minProperties", 1);
              rule.get("properties").forEach(each -> ((ObjectNode) each).remove("default"));
            });
    return changes;
  }

  private static ObjectNode group() {
    return object(
        OF_GROUP, parts(LAPTOPS, list(text(64), LaptopGroup.MOST_LAPTOPS, true), RULES, changes()));
  }

  private static ObjectNode laptop() {
    return object(OF_LAPTOP, parts(RULES, changes()), RULES);
  }

  private static ObjectNode approvers() {
    Map<String, ObjectNode> all = new LinkedHashMap<>();
    for (Decision decision : Decision.values()) {
      all.put(decision.code(), choices(roles()));
    }
    return object(Arrays.stream(Decision.values()).map(Decision::code).toList(), all);
  }

  private static List<String> roles() {
    return Arrays.stream(Role.values()).map(Role::code).toList();
  }

  private static ObjectNode person() {
    ObjectNode laptops = JSON.createObjectNode();
    laptops
        .putArray("oneOf")
        .add(JSON.createObjectNode().put("const", ALL))
        .add(list(text(64), LaptopGroup.MOST_LAPTOPS, true).put("minItems", 1));
    return object(
        OF_ACCESS,
        parts(
            PERSON, text(Words.LONGEST),
            SIGN_IN_NAME, text(64),
            LAPTOPS, laptops,
            UNTIL, date(),
            ADMINISTRATOR_UNTIL, date(),
            SHARED, yesNo()),
        PERSON,
        SIGN_IN_NAME,
        LAPTOPS);
  }

  private static ObjectNode software() {
    ObjectNode program =
        object(
            OF_PROGRAM,
            parts(
                NAME, text(Words.LONGEST),
                APPROVED_BY, oneOf(roles()),
                RISK_ASSESSMENT, text(Words.LONGEST),
                UNTIL, date()),
            NAME,
            APPROVED_BY);
    return object(
        OF_SOFTWARE,
        parts(CLOUD_STORAGE, yesNo(), PROGRAMS, list(program, SettingPolicy.MOST_LINES)));
  }

  private static ObjectNode object(
      List<String> keys, Map<String, ObjectNode> properties, String... required) {
    if (!properties.keySet().equals(new java.util.LinkedHashSet<>(keys))) {
      throw new IllegalStateException("The schema has other names than the reader: " + keys);
    }
    ObjectNode object = JSON.createObjectNode().put("type", "object");
    object.put("additionalProperties", false);
    ObjectNode all = object.putObject("properties");
    keys.forEach(key -> all.set(key, properties.get(key)));
    if (required.length > 0) {
      ArrayNode names = object.putArray("required");
      Arrays.stream(required).forEach(names::add);
    }
    return object;
  }

  private static ObjectNode named(ObjectNode value, int most) {
    ObjectNode object = JSON.createObjectNode().put("type", "object");
    object.put("maxProperties", most);
    object.set("propertyNames", text(64));
    object.set("additionalProperties", value);
    return object;
  }

  private static ObjectNode list(ObjectNode items, int most) {
    return list(items, most, false);
  }

  private static ObjectNode list(ObjectNode items, int most, boolean once) {
    ObjectNode list = JSON.createObjectNode().put("type", "array").put("maxItems", most);
    if (once) {
      list.put("uniqueItems", true);
    }
    list.set("items", items);
    return list;
  }

  /** Some of these words, at least one, none twice. */
  private static ObjectNode choices(List<String> words) {
    return list(oneOf(words), words.size(), true).put("minItems", 1);
  }

  private static ObjectNode oneOf(List<String> words) {
    ObjectNode node = JSON.createObjectNode().put("type", "string");
    ArrayNode all = node.putArray("enum");
    words.forEach(all::add);
    return node;
  }

  private static ObjectNode text(int longest) {
    return JSON.createObjectNode()
        .put("type", "string")
        .put("minLength", 1)
        .put("maxLength", longest)
        .put("pattern", NAME_PATTERN);
  }

  private static ObjectNode yesNo() {
    return JSON.createObjectNode().put("type", "boolean");
  }

  private static ObjectNode date() {
    return JSON.createObjectNode()
        .put("type", "string")
        .put("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
  }

  private static ObjectNode time() {
    return JSON.createObjectNode()
        .put("type", "string")
        .put("pattern", "^([01][0-9]|2[0-3]):[0-5][0-9]$");
  }

  private static Map<String, ObjectNode> parts(Object... keysAndNodes) {
    Map<String, ObjectNode> all = new LinkedHashMap<>();
    for (int i = 0; i < keysAndNodes.length; i += 2) {
      all.put((String) keysAndNodes[i], (ObjectNode) keysAndNodes[i + 1]);
    }
    return all;
  }
}
