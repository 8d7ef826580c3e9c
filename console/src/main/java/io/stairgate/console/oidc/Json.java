package io.stairgate.console.oidc;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON as providers send it, within bounds. Any thread may use it. */
final class Json {
  private static final JsonMapper MAPPER = mapper();

  private Json() {}

  private static JsonMapper mapper() {
    JsonMapper mapper = new JsonMapper();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(20).maxNumberLength(50).build());
    return mapper;
  }

  /** The object in {@code json}; empty where it is none. */
  static Optional<ObjectNode> object(String json) {
    try {
      return MAPPER.readTree(json) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** An object to fill. */
  static ObjectNode create() {
    return MAPPER.createObjectNode();
  }

  /** A text; empty where there is none of that name. */
  static String text(JsonNode object, String name) {
    return Optional.ofNullable(object.get(name))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .orElse("");
  }

  /** The texts of a list; empty where there is no such list. */
  static List<String> texts(JsonNode object, String name) {
    List<String> all = new ArrayList<>();
    JsonNode list = object.get(name);
    if (list != null && list.isArray()) {
      list.forEach(
          each -> {
            if (each.isTextual()) {
              all.add(each.textValue());
            }
          });
    }
    return all;
  }
}
