package io.stairgate.console.permission;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Where a part of a list that is sorted by time, newest first, begins.
 *
 * @param at the time of the last item before
 * @param id its id
 */
record Cursor(Instant at, UUID id) {
  /** Later than everything. */
  static final Cursor START = new Cursor(Instant.parse("9999-01-01T00:00:00Z"), new UUID(0, 0));

  /** The cursor of that text; a word that is none starts again. */
  static Cursor of(Optional<String> text) {
    return text.flatMap(Cursor::parse).orElse(START);
  }

  private static Optional<Cursor> parse(String text) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split(" ", 2);
      return parts.length == 2
          ? Optional.of(new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1])))
          : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * A part of a list, from one row more than wanted.
   *
   * @param place of the last item
   */
  static <T> Listed<T> part(List<T> rows, int limit, Function<T, Cursor> place) {
    List<T> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
    return new Listed<>(
        shown,
        rows.size() > limit ? Optional.of(place.apply(shown.getLast()).text()) : Optional.empty());
  }

  private String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((at + " " + id).getBytes(StandardCharsets.US_ASCII));
  }
}
