package io.stairgate.packaging.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What {@code packaging/simulate} starts; its {@code --help} says what it is for. */
final class Simulate {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Simulate() {}

  /** Runs once and ends with the run's exit code. */
  public static void main(String[] words) throws Exception {
    LoadOptions options;
    try {
      options = LoadOptions.read(words);
    } catch (IllegalArgumentException e) {
      System.err.println("packaging/simulate: " + e.getMessage());
      System.exit(2);
      return;
    }
    Path folder = Files.createTempDirectory("stairgate-simulate");
    int code;
    try (Simulation simulation = new Simulation(options, folder)) {
      System.err.println("simulate: " + options);
      try {
        code = simulation.run();
      } catch (IllegalStateException e) {
        System.err.println("simulate: " + e.getMessage());
        simulation.report.put("outcome", "failed: " + e.getMessage());
        code = 1;
      }
      Files.createDirectories(options.json().getParent());
      Files.writeString(options.json(), JSON.writeValueAsString(simulation.report));
      table("", JSON.valueToTree(simulation.report));
    } finally {
      delete(folder);
    }
    System.exit(code);
  }

  private static void table(String before, JsonNode node) {
    node.properties()
        .forEach(
            each -> {
              String name = before.isEmpty() ? each.getKey() : before + " " + each.getKey();
              if (each.getValue().isObject()) {
                table(name, each.getValue());
              } else {
                System.out.printf(
                    "%-48s %s%n",
                    name,
                    each.getValue().isValueNode()
                        ? each.getValue().asText()
                        : each.getValue().toString());
              }
            });
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.deleteIfExists(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
