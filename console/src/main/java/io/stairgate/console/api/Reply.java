package io.stairgate.console.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operation answers.
 *
 * @param status HTTP status
 * @param type of the body
 * @param body nothing where null; a record, or text that is ready
 * @param headers besides
 */
record Reply(int status, String type, @Nullable Object body, Map<String, String> headers) {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  Reply {
    headers = Map.copyOf(headers);
  }

  static Reply of(Record body) {
    return new Reply(200, JSON, body, Map.of());
  }

  static Reply made(Record body) {
    return new Reply(201, JSON, body, Map.of());
  }

  static Reply nothing() {
    return new Reply(204, JSON, null, Map.of());
  }

  Reply withTag(String tag) {
    return new Reply(status, type, body, Map.of("ETag", tag));
  }
}
