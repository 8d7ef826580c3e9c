import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes a small Java runtime with jlink, unless the one that is there was made by this JDK from the
 * same words. Called by the build on the JDK it builds for: {@code LinkRuntime OUTPUT [JLINK WORD…]}.
 */
final class LinkRuntime {
  private LinkRuntime() {}

  public static void main(String[] args) throws IOException {
    Path output = Path.of(args[0]);
    List<String> words = new ArrayList<>(List.of(args).subList(1, args.length));
    words.addAll(List.of("--strip-debug", "--no-header-files", "--no-man-pages"));
    words.addAll(List.of("--output", output.toString()));

    // Written last: a runtime without it is half-made.
    Path madeFrom = output.resolveSibling(output.getFileName() + ".made-from");
    String recipe = Runtime.version() + " " + System.getProperty("java.home") + " " + words + "\n";
    if (Files.isExecutable(output.resolve("bin/java"))
        && Files.exists(madeFrom)
        && Files.readString(madeFrom).equals(recipe)) {
      return;
    }
    Files.deleteIfExists(madeFrom);
    delete(output);
    Files.createDirectories(output.getParent());
    ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
    PrintWriter err = new PrintWriter(System.err, true);
    int code = jlink.run(new PrintWriter(System.out, true), err, words.toArray(String[]::new));
    if (code != 0) {
      System.exit(code);
    }
    Files.writeString(madeFrom, recipe);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
