package io.stairgate.console.database;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a part of a list that is sorted by time, newest first, begins.
 *
 * @param at the time of the last item before
 * @param id its id
 */
public record Place(Instant at, UUID id) {
  /** Before the newest. */
  public static final Place START =
      new Place(Instant.parse("9999-01-01T00:00:00Z"), new UUID(0, 0));

  /** The place of that text; a word that is none starts again. */
  public static Place of(Optional<String> text) {
    return text.flatMap(Place::parse).orElse(START);
  }

  private static Optional<Place> parse(String text) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split(" ", 2);
      return parts.length == 2
          ? Optional.of(new Place(Instant.parse(parts[0]), UUID.fromString(parts[1])))
          : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** How it is handed out and taken back. */
  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((at + " " + id).getBytes(StandardCharsets.US_ASCII));
  }
}
