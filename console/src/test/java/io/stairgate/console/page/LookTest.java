package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages are made of the components of one style sheet: each is shown once in {@code look.html},
 * which a real browser looks at in the packaging tests, and no page uses anything else.
 */
class LookTest {
  private static final Path TEMPLATES = Path.of("src/main/jte");
  private static final Path WORDS = Path.of("src/main/resources/io/stairgate/console/page");
  private static final Path STYLE = WORDS.resolve("stairgate.css");
  private static final Path LOOK =
      Path.of("src/test/resources/io/stairgate/console/page/look.html");

  private static final Pattern CLASSES =
      Pattern.compile("class=\"((?:\\$\\{(?:[^}\"]|\"[^\"]*\")*}|[^\"])*)\"");
  private static final Pattern FILLED = Pattern.compile("\\$\\{(?:[^}\"]|\"[^\"]*\")*}");

  /** Words that templates compare with inside an expression, and that are no classes. */
  private static final Pattern ASKED = Pattern.compile("(?:equals|has)\\(\"[^\"]*\"\\)");

  /** Blocks of the style sheet that are no components. */
  private static final Set<String> GROUND =
      Set.of("tokens", "ground rules", "on paper", "colours of the system");

  @Test
  void each_component_is_shown_on_the_page_of_components() throws IOException {
    List<String> blocks =
        Pattern.compile("/\\* -{10} (.*?) -{10} \\*/")
            .matcher(Files.readString(STYLE))
            .results()
            .map(found -> found.group(1))
            .filter(block -> !GROUND.contains(block))
            .toList();
    List<String> shown =
        Pattern.compile("data-component=\"([^\"]*)\"")
            .matcher(Files.readString(LOOK))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(blocks).doesNotHaveDuplicates().hasSizeGreaterThan(20);
    assertThat(shown).containsExactlyInAnyOrderElementsOf(blocks);
  }

  @Test
  void each_block_says_what_it_is_for() throws IOException {
    List<String> lines = Files.readAllLines(STYLE);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("/* ----------") && !GROUND.contains(block(lines.get(i)))) {
        assertThat(lines.get(i + 1)).as(lines.get(i)).matches("/\\* .{20,}\\. \\*/");
      }
    }
  }

  private static String block(String line) {
    return line.replaceAll("^/\\* -+ | -+ \\*/$", "");
  }

  @Test
  void every_class_of_the_style_sheet_is_shown() throws IOException {
    assertThat(styled()).hasSizeGreaterThan(90).isSubsetOf(used(Files.readString(LOOK)));
  }

  @Test
  void no_page_uses_a_class_that_has_no_style() throws IOException {
    Set<String> styled = styled();
    for (Path template : templates()) {
      assertThat(used(Files.readString(template))).as("classes of " + template).isSubsetOf(styled);
    }
  }

  @Test
  void no_words_stand_twice_under_one_name() throws IOException {
    try (Stream<Path> found = Files.list(WORDS)) {
      for (Path file : found.filter(each -> each.toString().endsWith(".properties")).toList()) {
        List<String> names =
            Files.readAllLines(file).stream()
                .filter(line -> line.matches("[a-z][^=\\s]*\\s*=.*"))
                .map(line -> line.split("\\s*=", 2)[0])
                .toList();
        assertThat(names).as("%s", file).isNotEmpty().doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void every_page_of_somebody_who_is_signed_in_says_what_it_is() throws IOException {
    Pattern frame = Pattern.compile("@template\\.frame\\(frame = [^,]+, (?:help = ([^,]+),)?");
    for (Path template : templates()) {
      String source = Files.readString(template);
      var found = frame.matcher(source);
      if (found.find() && !source.contains("class=\"door\"") && !forEverybody(template)) {
        assertThat(found.group(1))
            .as("%s: help = \"…\" with words in page-help.properties", template)
            .isNotNull();
        Pattern.compile("\"([^\"]+)\"")
            .matcher(found.group(1))
            .results()
            .forEach(help -> assertThat(PageHelp.of(help.group(1))).isNotEmpty());
      }
    }
  }

  /** What is shown to people who are not signed in too. */
  private static boolean forEverybody(Path template) {
    return Set.of("refused.jte", "privacy.jte", "elsewhere.jte", "elsewhere-go.jte")
        .contains(template.getFileName().toString());
  }

  private static List<Path> templates() throws IOException {
    try (Stream<Path> found = Files.walk(TEMPLATES)) {
      return found.filter(each -> each.toString().endsWith(".jte")).sorted().toList();
    }
  }

  private static Set<String> styled() throws IOException {
    String selectors =
        Files.readString(STYLE)
            .replaceAll("(?s)/\\*.*?\\*/", "")
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("(?s)(?<=[;{}])[^{};]*;", "");
    return Pattern.compile("\\.([a-z][\\w-]*)(?=[^;}]*\\{)")
        .matcher(selectors)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> used(String source) {
    Set<String> used = new TreeSet<>();
    CLASSES
        .matcher(source)
        .results()
        .map(found -> found.group(1))
        .forEach(
            value -> {
              Pattern.compile("\"([^\"]*)\"")
                  .matcher(ASKED.matcher(value).replaceAll(""))
                  .results()
                  .forEach(literal -> add(used, literal.group(1)));
              add(used, FILLED.matcher(value).replaceAll(" "));
            });
    return used;
  }

  private static void add(Set<String> used, String classes) {
    Arrays.stream(classes.strip().split("\\s+", -1))
        .filter(each -> !each.isEmpty())
        .forEach(used::add);
  }
}
