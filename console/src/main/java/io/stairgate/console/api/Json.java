package io.stairgate.console.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Bodies as records, and back. What is sent must be just what is asked for. Any thread. */
final class Json {
  private static final int MOST_NESTED = 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(
                      com.fasterxml.jackson.core.StreamReadConstraints.builder()
                          .maxNestingDepth(MOST_NESTED)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addSerializer(LocalDate.class, ToStringSerializer.instance))
          .build();

  private Json() {}

  static byte[] write(Object body) {
    try {
      return MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Records of plain values can be written as JSON", e);
    }
  }

  /**
   * What was sent.
   *
   * @throws RefusedException where it is not JSON, has an unknown field, or lacks one
   */
  static <T extends Record> T read(byte[] body, Class<T> as) {
    try {
      T read = MAPPER.readValue(body, as);
      if (read == null) {
        throw RefusedException.badRequest("Send a JSON object.");
      }
      return read;
    } catch (UnrecognizedPropertyException e) {
      throw wrong(
          field(e),
          "\"%s\" is not known here. Known are: %s.".formatted(e.getPropertyName(), known(as)));
    } catch (JsonMappingException e) {
      String field = field(e);
      throw field.isEmpty()
          ? RefusedException.badRequest("Send one JSON object, with each field once.")
          : wrong(field, "\"%s\" is not of the right kind.".formatted(field));
    } catch (java.io.IOException e) {
      throw RefusedException.badRequest("What was sent is not JSON. Check it and send it again.");
    }
  }

  static RefusedException wrong(String field, String sentence) {
    return RefusedException.wrongFields(List.of(new RefusedException.Field(field, sentence)));
  }

  private static String known(Class<? extends Record> as) {
    return Arrays.stream(as.getRecordComponents())
        .map(component -> component.getName())
        .collect(Collectors.joining(", "));
  }

  private static String field(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getFieldName())
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }
}
