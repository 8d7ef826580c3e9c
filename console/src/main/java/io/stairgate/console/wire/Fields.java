package io.stairgate.console.wire;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Reads single fields within their bounds. */
final class Fields {
  private static final long YEAR_10000 = 253_402_300_800L;

  /** What a rule id looks like. */
  static final String RULE = "[a-z][a-z0-9-]{0,63}";

  private Fields() {}

  /**
   * A text of at most {@code longest} characters; what cannot be shown or stored in it becomes a
   * space.
   */
  static String text(String value, int longest, String field) throws MalformedMessageException {
    if (value.length() > longest) {
      throw new MalformedMessageException(
          "%s has more than %d characters".formatted(field, longest));
    }
    if (value.chars().noneMatch(Fields::unfit)) {
      return value;
    }
    StringBuilder cleaned = new StringBuilder(value.length());
    value.chars().forEach(c -> cleaned.append(unfit(c) ? ' ' : (char) c));
    return cleaned.toString();
  }

  private static boolean unfit(int c) {
    // Control characters (PostgreSQL takes no zero), marks that turn the reading direction, halves
    // of characters.
    return Character.isISOControl(c)
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || (c == 0x200E || c == 0x200F || c == 0x061C)
        // Ends of lines by another name, and what cannot be seen at all.
        || (c == 0x2028 || c == 0x2029 || c == 0x200B || c == 0xFEFF);
  }

  /** A time that must be there, to the microsecond. */
  static Instant time(boolean present, Timestamp value, String field)
      throws MalformedMessageException {
    if (!present
        || value.getSeconds() < 0
        || value.getSeconds() >= YEAR_10000
        || value.getNanos() < 0
        || value.getNanos() > 999_999_999) {
      throw new MalformedMessageException(field + " is missing or not a time");
    }
    return Instant.ofEpochSecond(value.getSeconds(), value.getNanos())
        .truncatedTo(ChronoUnit.MICROS);
  }

  static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  static UUID uuid(String value, String field) throws MalformedMessageException {
    if (value.length() != 36) {
      throw new MalformedMessageException(field + " is not a UUID");
    }
    try {
      return UUID.fromString(value);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(field + " is not a UUID");
    }
  }

  /** Four lower-case hexadecimal digits, or nothing. */
  static String usbId(String value, String field) throws MalformedMessageException {
    if (!value.isEmpty() && !value.matches("[0-9a-f]{4}")) {
      throw new MalformedMessageException(field + " is not four hexadecimal digits");
    }
    return value;
  }

  /** A number that fits a signed 64-bit column. */
  static long number(long value, long least, String field) throws MalformedMessageException {
    if (value < least || value > Long.MAX_VALUE / 2) {
      throw new MalformedMessageException(field + " is out of range");
    }
    return value;
  }
}
