package io.stairgate.console.page;

import java.util.List;
import java.util.Map;

/**
 * What each page says of itself to somebody who does not know what to do with it. The words stand
 * in one file, {@code page-help.properties}, by the name of the page's template. Any thread.
 */
public final class PageHelp {
  private static final Map<String, String> WORDS = WordFile.read("page-help");

  private PageHelp() {}

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
    String words = WORDS.get(page);
    if (words == null) {
      throw new IllegalArgumentException("There is no help for the page " + page);
    }
    return words.lines().toList();
  }
}
