package io.stairgate.console.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The words of the product: all templates, all word files, and every sentence that stands in Java.
 * Each file is taken for one page. The limits stand here; the words to avoid in their own file.
 */
class ReadingAgeTest {
  /** What GOV.UK asks for is a reading age of about nine; words such as "permission" add to it. */
  private static final double YEARS_ON_AVERAGE = 10.0;

  private static final double YEARS_AT_MOST = 13.0;

  /** What only a technician or provider reads: it has to name what stands on others' pages. */
  private static final double YEARS_AT_MOST_FOR_TECHNICIANS = 15.0;

  private static final Pattern FOR_TECHNICIANS =
      Pattern.compile(
          "sign-in-elsewhere\\.jte|Providers\\.java|Arriving\\.java|Status\\.java|Measures\\.java|Webhooks\\.java|\\w+Config\\.java|\\w+Commands?\\.java");

  /** Fewer words say nothing of a page: one long name would decide. */
  private static final int FEWEST_WORDS = 50;

  private static final int WORDS_OF_A_SENTENCE = 25;

  private static final Path TEMPLATES = Path.of("src/main/jte");
  private static final Path SENTENCES = Path.of("src/main/java/io/stairgate/console");
  private static final Path WORD_FILES = Path.of("src/main/resources/io/stairgate/console/page");
  private static final List<Path> AT_THE_LAPTOP =
      List.of(
          Path.of("../agent/src/main/java/io/stairgate/agent/notice"),
          Path.of("../agent/src/main/java/io/stairgate/agent/local"));

  private static List<Passage> everything = List.of();

  @BeforeAll
  static void read() throws IOException {
    List<Passage> all = new ArrayList<>();
    for (Path template : files(TEMPLATES, ".jte")) {
      all.addAll(
          TemplateWords.of(TEMPLATES.relativize(template).toString(), Files.readString(template)));
    }
    for (Path words : files(WORD_FILES, ".properties")) {
      all.addAll(wordFile(words));
    }
    List<Path> sources = new ArrayList<>(files(SENTENCES, ".java"));
    for (Path place : AT_THE_LAPTOP) {
      sources.addAll(files(place, ".java"));
    }
    all.addAll(JavaWords.of(sources));
    everything = List.copyOf(all);
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> files = found.filter(each -> each.toString().endsWith(ending)).sorted().toList();
      assertThat(files).as("%s in %s", ending, folder).isNotEmpty();
      return files;
    }
  }

  private static List<Passage> wordFile(Path file) throws IOException {
    Properties words = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      words.load(in);
    }
    return words.stringPropertyNames().stream()
        .sorted()
        .map(key -> new Passage(file.getFileName().toString(), words.getProperty(key)))
        .toList();
  }

  private static Map<String, List<Passage>> pages() {
    return everything.stream()
        .collect(Collectors.groupingBy(Passage::where, TreeMap::new, Collectors.toList()));
  }

  @Test
  void pages_are_read_with_ease_at_ten_on_average_and_none_needs_more_than_thirteen() {
    Map<String, ReadingAge> measured = new TreeMap<>();
    pages()
        .forEach(
            (where, passages) -> {
              ReadingAge age = ReadingAge.of(passages);
              if (age.words() >= FEWEST_WORDS) {
                measured.put(where, age);
              }
            });
    double average =
        measured.values().stream().mapToDouble(ReadingAge::years).average().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "reading age (Coleman-Liau): %d pages and word files, %d words, on average %.1f years, most"
            + " %s%n",
        measured.size(),
        measured.values().stream().mapToLong(ReadingAge::words).sum(),
        average,
        measured.entrySet().stream()
            .max(Map.Entry.comparingByValue(Comparator.comparingDouble(ReadingAge::years)))
            .map(most -> "%s %.1f".formatted(most.getKey(), most.getValue().years()))
            .orElse(""));
    assertThat(
            measured.entrySet().stream()
                .filter(each -> each.getValue().years() > most(each.getKey()))
                .map(each -> "%s: %.1f years".formatted(each.getKey(), each.getValue().years())))
        .as("pages that are too hard to read")
        .isEmpty();
    assertThat(average).as("years, on average").isLessThan(YEARS_ON_AVERAGE);
  }

  private static double most(String where) {
    return FOR_TECHNICIANS.matcher(where).matches() ? YEARS_AT_MOST_FOR_TECHNICIANS : YEARS_AT_MOST;
  }

  @Test
  void no_sentence_has_more_than_25_words() {
    assertThat(
            everything.stream()
                .flatMap(
                    each ->
                        each.sentences().stream()
                            .filter(words -> words.size() > WORDS_OF_A_SENTENCE)
                            .map(
                                words ->
                                    "%s: %d words: %s"
                                        .formatted(
                                            each.where(), words.size(), String.join(" ", words))))
                .distinct()
                .toList())
        .isEmpty();
  }

  @Test
  void no_word_to_avoid_is_used() {
    List<Avoided> avoided = avoided();
    assertThat(avoided).hasSizeGreaterThan(50);
    List<String> found = new ArrayList<>();
    for (Passage passage : everything) {
      for (Avoided each : avoided) {
        if (each.isIn(passage)) {
          found.add("%s: %s: %s".formatted(passage.where(), each, passage.text()));
        }
      }
    }
    assertThat(found.stream().distinct().toList()).isEmpty();
  }

  /** One line of the list: the word, what to say instead, and where it may stand. */
  private record Avoided(String word, String instead, List<String> allowed, Pattern pattern) {
    static Avoided of(String line) {
      String[] parts = line.split("\\s+\\|\\s+", -1);
      String word = parts[0].strip();
      return new Avoided(
          word,
          parts[1].strip(),
          parts.length > 2 ? List.of(parts[2].strip().split("\\s*;\\s*")) : List.of(),
          Pattern.compile(
              "(?<![\\p{L}\\p{N}])" + word + "(?![\\p{L}\\p{N}])",
              Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    }

    boolean isIn(Passage passage) {
      String text = passage.text();
      for (String phrase : allowed) {
        text = text.replace(phrase, "");
      }
      return !allowed.contains(passage.where()) && pattern.matcher(text).find();
    }

    @Override
    public String toString() {
      return "not \u201c" + word + "\u201d but \u201c" + instead + "\u201d";
    }
  }

  private static List<Avoided> avoided() {
    try (Reader in =
        new InputStreamReader(
            Objects.requireNonNull(
                ReadingAgeTest.class.getResourceAsStream("words-to-avoid.txt"), "the list"),
            StandardCharsets.UTF_8)) {
      return in.readAllAsString()
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Avoided::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void the_formula_gives_what_its_authors_give() {
    ReadingAge age =
        ReadingAge.of(List.of(new Passage("x", "The cat sat on the mat. The dog ate all of it.")));
    assertThat(age).isEqualTo(new ReadingAge(2, 12, 33));
    assertThat(age.grade())
        .isCloseTo(0.0588 * 33 * 100 / 12 - 0.296 * 2 * 100 / 12 - 15.8, within(0.001));
  }

  @Test
  void markup_makes_no_text_easier() {
    String hard =
        "Notwithstanding the aforementioned considerations, organisational responsibilities"
            + " concerning authorisation remain unchanged.";
    String dressed =
        "<p>Notwithstanding the <strong>aforementioned</strong> considerations,<br>"
            + " @if(page.x())organisational <a href=\"/a.b?c=d. E\">responsibilities</a>@else"
            + "something shorter is written here@endif\n"
            + " concerning <!-- Short. Words. Here. --><em>authorisation</em> remain unchanged.</p>"
            + "<svg><title>No. It. Is. Not.</title></svg>";
    List<Passage> read = TemplateWords.of("x", dressed);
    assertThat(read)
        .extracting(Passage::text)
        .containsExactly("something shorter is written here", hard);
    assertThat(ReadingAge.of(read.subList(1, 2)))
        .isEqualTo(ReadingAge.of(List.of(new Passage("x", hard))));
  }

  @Test
  void words_in_arguments_attributes_and_values_are_read_too() {
    assertThat(
            TemplateWords.of(
                "x",
                """
                @import a.b.C
                @param String hint = "One short sentence here."
                @template.frame(frame = page.frame(), content = @`
                  @template.tag.field(problems = page.problems(), name = "x", label = "Which, if any?", max = 3)
                  <ul aria-label="Which of them"><li>At ${page.time()} it ended.</li></ul>
                  <p>${page.one() ? "1 laptop is left" : page.count() + " laptops are left"}</p>
                `)
                """))
        .extracting(Passage::text)
        .containsExactlyInAnyOrder(
            "One short sentence here.",
            "Which, if any?",
            "Which of them",
            "At \u25a1 it ended.",
            "1 laptop is left",
            "\u25a1 laptops are left");
  }
}
