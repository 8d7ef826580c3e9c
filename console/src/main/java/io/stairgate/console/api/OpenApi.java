package io.stairgate.console.api;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The document of the API (OpenAPI 3.1), built from the operations and records themselves. */
final class OpenApi {
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
  private static final String PROBLEM = "#/components/schemas/Problem";

  private final Map<String, Object> schemas = new TreeMap<>();

  private OpenApi() {}

  static Map<String, Object> of(List<Operation> operations) {
    return new OpenApi().document(operations);
  }

  private Map<String, Object> document(List<Operation> operations) {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Operation operation : operations) {
      paths
          .computeIfAbsent(operation.fullPath(), path -> new LinkedHashMap<>())
          .put(operation.method().name().toLowerCase(Locale.ROOT), operation(operation));
    }
    var _ = schema(Api.Problem.class);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        Map.of(
            "title",
            "Stairgate console",
            "version",
            "1",
            "description",
            "For programs of a setting or its provider. Times are UTC; what is not there is null."
                + " Lists give \"next\", to be sent as \"after\". What is refused is a problem"
                + " (RFC 9457) whose type does not change."));
    document.put("security", List.of(Map.of("token", List.of())));
    document.put("paths", paths);
    document.put(
        "components",
        Map.of(
            "securitySchemes",
            Map.of("token", Map.of("type", "http", "scheme", "bearer")),
            "schemas",
            schemas));
    return document;
  }

  private Map<String, Object> operation(Operation operation) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("operationId", name(operation));
    one.put("summary", operation.does());
    one.put("parameters", parameters(operation));
    Class<? extends Record> body = operation.body();
    if (body != null) {
      one.put(
          "requestBody",
          Map.of("required", true, "content", Map.of(Reply.JSON, Map.of("schema", schema(body)))));
    }
    one.put("responses", responses(operation));
    return one;
  }

  private static String name(Operation operation) {
    StringBuilder name = new StringBuilder(operation.method().name().toLowerCase(Locale.ROOT));
    for (String word : operation.path().split("[^a-z]+", -1)) {
      if (!word.isEmpty()) {
        name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return name.toString();
  }

  private static List<Object> parameters(Operation operation) {
    List<Object> parameters = new ArrayList<>();
    Matcher variable = VARIABLE.matcher(operation.path());
    while (variable.find()) {
      parameters.add(parameter("path", variable.group(1), "Its id.", true));
    }
    operation
        .queries()
        .forEach(query -> parameters.add(parameter("query", query.name(), query.meaning(), false)));
    if (operation.path().equals("/policy/apply")) {
      parameters.add(parameter("header", "If-Match", "The ETag of the policy this changes.", true));
    }
    if (operation.unsafe()) {
      parameters.add(
          parameter(
              "header",
              Once.HEADER,
              "Names this request: however often it is sent within a day, it is done once.",
              false));
    }
    return parameters;
  }

  private static Map<String, Object> parameter(
      String in, String name, String meaning, boolean required) {
    return Map.of(
        "in",
        in,
        "name",
        name,
        "description",
        meaning,
        "required",
        required,
        "schema",
        Map.of("type", "string"));
  }

  private Map<String, Object> responses(Operation operation) {
    Map<String, Object> responses = new LinkedHashMap<>();
    Class<? extends Record> answer = operation.answer();
    if (operation.status() < 400) {
      responses.put(String.valueOf(operation.status()), answered(operation, answer));
    }
    responses.put(
        "default",
        Map.of(
            "description",
            "Refused.",
            "content",
            Map.of(Reply.PROBLEM, Map.of("schema", Map.of("$ref", PROBLEM)))));
    return responses;
  }

  private Map<String, Object> answered(
      Operation operation, @Nullable Class<? extends Record> answer) {
    if (operation.status() == 204) {
      return Map.of("description", "Done.");
    }
    return Map.of(
        "description",
        "Done.",
        "content",
        Map.of(
            operation.type(),
            Map.of("schema", answer == null ? Map.of("type", "string") : schema(answer))));
  }

  /** A reference to the schema of a record. */
  private Map<String, Object> schema(Class<?> record) {
    Class<?> outer = record.getEnclosingClass();
    String prefix =
        outer == null || outer == Api.class
            ? ""
            : outer.getSimpleName().replaceFirst("Resource$", "");
    String name = prefix + record.getSimpleName();
    if (!schemas.containsKey(name)) {
      Map<String, Object> schema = new LinkedHashMap<>();
      schemas.put(name, schema);
      Map<String, Object> properties = new LinkedHashMap<>();
      List<String> required = new ArrayList<>();
      for (RecordComponent component : record.getRecordComponents()) {
        AnnotatedType type = component.getAnnotatedType();
        properties.put(component.getName(), property(type));
        if (!nullable(type)) {
          required.add(component.getName());
        }
      }
      schema.put("type", "object");
      schema.put("properties", properties);
      schema.put("required", required);
      schema.put("additionalProperties", false);
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  private static boolean nullable(AnnotatedElement type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private Map<String, Object> property(AnnotatedType type) {
    Map<String, Object> plain = plain(type);
    if (!nullable(type)) {
      return plain;
    }
    return Map.of("anyOf", List.of(plain, Map.of("type", "null")));
  }

  private Map<String, Object> plain(AnnotatedType annotated) {
    Type type = annotated.getType();
    if (annotated instanceof AnnotatedParameterizedType list
        && type instanceof ParameterizedType of
        && of.getRawType() == List.class) {
      return Map.of("type", "array", "items", property(list.getAnnotatedActualTypeArguments()[0]));
    }
    if (type == String.class) {
      return Map.of("type", "string");
    }
    if (type == Instant.class) {
      return Map.of("type", "string", "format", "date-time");
    }
    if (type == LocalDate.class) {
      return Map.of("type", "string", "format", "date");
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return Map.of("type", "integer");
    }
    if (type == boolean.class || type == Boolean.class) {
      return Map.of("type", "boolean");
    }
    if (type instanceof Class<?> record && record.isRecord()) {
      return schema(record);
    }
    throw new IllegalStateException("No schema is known of " + type);
  }
}
