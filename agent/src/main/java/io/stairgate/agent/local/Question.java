package io.stairgate.agent.local;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * One question on the socket.
 *
 * @param ask what is asked
 * @param words more words of it, at most eight, as the asker wrote them
 * @param account who asks, by the kernel's word
 */
public record Question(Ask ask, Map<String, String> words, String account) {
  private static final int MOST_WORDS = 8;
  private static final String ASK = "ask";

  public Question {
    words = Map.copyOf(words);
  }

  /** One word; empty where it is missing. */
  public String word(String name) {
    return words.getOrDefault(name, "");
  }

  /** The words of a question, its name among them; empty where it is none. */
  static Map<String, String> parse(String line) throws IOException {
    Map<String, String> words = new HashMap<>();
    try (JsonParser parser = Json.FACTORY.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Map.of();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() != JsonToken.VALUE_STRING || words.size() > MOST_WORDS) {
          return Map.of();
        }
        words.put(name, parser.getText());
      }
    }
    return words;
  }

  /** One line of JSON. */
  static String line(Ask ask, Map<String, String> words) {
    return Json.object(
        json -> {
          json.writeStringField(ASK, ask.word());
          for (Map.Entry<String, String> each : words.entrySet()) {
            json.writeStringField(each.getKey(), each.getValue());
          }
        });
  }
}
