package io.stairgate.console.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * What each page says of itself to somebody who does not know what to do with it. The words stand
 * in one file, {@code page-help.properties}, by the name of the page's template. Any thread.
 */
public final class PageHelp {
  private static final Map<String, List<String>> WORDS = read();

  private PageHelp() {}

  private static Map<String, List<String>> read() {
    Properties file = new Properties();
    try (InputStream in =
        Objects.requireNonNull(
            PageHelp.class.getResourceAsStream("page-help.properties"), "page-help")) {
      file.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.stringPropertyNames().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                page -> page, page -> file.getProperty(page).lines().toList()));
  }

  /** Whether somebody wrote help for that page. */
  static boolean has(String page) {
    return WORDS.containsKey(page);
  }

  /**
   * The paragraphs of one page.
   *
   * @param page the name of its template
   * @throws IllegalArgumentException where nobody wrote any
   */
  public static List<String> of(String page) {
    List<String> words = WORDS.get(page);
    if (words == null) {
      throw new IllegalArgumentException("There is no help for the page " + page);
    }
    return words;
  }
}
