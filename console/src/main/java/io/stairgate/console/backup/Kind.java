package io.stairgate.console.backup;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.stairgate.console.database.Bytes;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;

/** What a column holds, the same on every database, and how it stands in a backup. */
enum Kind {
  /** A {@link UUID}, as text. */
  ID {
    @Override
    Object read(JsonNode node) {
      UUID id = UUID.fromString(text(node));
      if (!id.toString().equals(text(node))) {
        throw new IllegalArgumentException("an id is spelt oddly");
      }
      return id;
    }
  },
  /** Text. */
  TEXT {
    @Override
    Object read(JsonNode node) {
      return text(node);
    }
  },
  /** A {@link Long}, as a number. */
  WHOLE {
    @Override
    void write(JsonGenerator json, Object value) throws IOException {
      json.writeNumber((Long) value);
    }

    @Override
    Object read(JsonNode node) {
      if (!node.isIntegralNumber() || !node.canConvertToLong()) {
        throw new IllegalArgumentException("a number is none");
      }
      return node.longValue();
    }
  },
  /** An {@link Instant} to the microsecond, as ISO 8601 in UTC. */
  TIME {
    @Override
    Object read(JsonNode node) {
      return Instant.parse(text(node));
    }
  },
  /** {@link Bytes}, as Base64. */
  BYTES {
    @Override
    void write(JsonGenerator json, Object value) throws IOException {
      json.writeString(Base64.getEncoder().encodeToString(((Bytes) value).toArray()));
    }

    @Override
    Object read(JsonNode node) {
      return Bytes.of(Base64.getDecoder().decode(text(node)));
    }
  },
  /** A {@link Boolean}. */
  TRUTH {
    @Override
    void write(JsonGenerator json, Object value) throws IOException {
      json.writeBoolean((Boolean) value);
    }

    @Override
    Object read(JsonNode node) {
      if (!node.isBoolean()) {
        throw new IllegalArgumentException("a yes or no is none");
      }
      return node.booleanValue();
    }
  },
  /** A {@link LocalDate}. */
  DAY {
    @Override
    Object read(JsonNode node) {
      return LocalDate.parse(text(node));
    }
  },
  /** A {@link LocalTime}. */
  CLOCK {
    @Override
    Object read(JsonNode node) {
      return LocalTime.parse(text(node));
    }
  };

  /** The value of a JSON node, which is not null. */
  abstract Object read(JsonNode node);

  void write(JsonGenerator json, Object value) throws IOException {
    json.writeString(value.toString());
  }

  /**
   * The kind of a column.
   *
   * @param type its {@code data_type} in the information schema of H2 2.4 or PostgreSQL 16
   */
  static Kind ofColumn(String type) {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "uuid" -> ID;
      case "character varying", "text", "character large object", "character" -> TEXT;
      case "bigint", "integer", "smallint" -> WHOLE;
      case "timestamp with time zone" -> TIME;
      case "bytea", "binary varying", "varbinary" -> BYTES;
      case "boolean" -> TRUTH;
      case "date" -> DAY;
      case "time", "time without time zone" -> CLOCK;
      default -> throw new IllegalStateException("No backup is known of a column of type " + type);
    };
  }

  private static String text(JsonNode node) {
    if (!node.isTextual()) {
      throw new IllegalArgumentException("a text is none");
    }
    return node.textValue();
  }
}
