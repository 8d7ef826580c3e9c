package io.stairgate.console.wire;

import java.util.Optional;

/**
 * A message as it came: read into a value, or refused with one plain sentence.
 *
 * @param value what was read; empty where it was refused
 * @param whyNot the sentence; empty where it was read
 */
public record Received<T>(Optional<T> value, String whyNot) {
  static <T> Received<T> of(T value) {
    return new Received<>(Optional.of(value), "");
  }

  static <T> Received<T> refused(String whyNot) {
    return new Received<>(Optional.empty(), whyNot);
  }
}
