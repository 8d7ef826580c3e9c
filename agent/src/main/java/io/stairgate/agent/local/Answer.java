package io.stairgate.agent.local;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stairgate.agent.config.PlainException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the service answered.
 *
 * @param json the whole line
 * @param lines the sentences in it for a person
 * @param words the plain fields at its top
 * @param rows the objects of its list, where it has one, with their plain fields
 */
public record Answer(
    String json, List<String> lines, Map<String, String> words, List<Map<String, String>> rows) {
  public Answer {
    rows = List.copyOf(rows);
    lines = List.copyOf(lines);
    words = Map.copyOf(words);
  }

  /**
   * Reads an answer.
   *
   * @throws PlainException the service's refusal, or that the answer is none
   */
  static Answer of(String json) throws PlainException {
    List<String> lines = new ArrayList<>();
    Map<String, String> words = new HashMap<>();
    List<Map<String, String>> rows = new ArrayList<>();
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == JsonToken.START_ARRAY && name.equals("lines")) {
          while (parser.nextToken() == JsonToken.VALUE_STRING) {
            lines.add(parser.getText());
          }
        } else if (value == JsonToken.START_ARRAY && name.equals("media")) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            rows.add(row(parser));
          }
        } else if (value.isScalarValue()) {
          words.put(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new PlainException("The agent's answer was not understood. Restart its service.", e);
    }
    String error = words.get("error");
    if (error != null) {
      throw new PlainException(error);
    }
    return new Answer(json, lines, words, rows);
  }

  private static Map<String, String> row(JsonParser parser) throws IOException {
    Map<String, String> row = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken().isScalarValue()) {
        row.put(name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    return Map.copyOf(row);
  }

  /** One plain field; empty where it is missing. */
  public String word(String name) {
    return words.getOrDefault(name, "");
  }
}
