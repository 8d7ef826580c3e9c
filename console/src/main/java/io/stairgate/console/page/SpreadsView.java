package io.stairgate.console.page;

import java.util.List;

/**
 * Changes of rules over several settings.
 *
 * @param frame around the page
 * @param settings how many settings the reader may ask for changes in
 * @param rows those there are
 * @param rules what may be changed
 */
public record SpreadsView(Frame frame, int settings, List<Row> rows, List<Link> rules) {
  public SpreadsView {
    rows = List.copyOf(rows);
    rules = List.copyOf(rules);
  }

  /**
   * One of them.
   *
   * @param href its page
   * @param title of the rule
   * @param words what was asked for
   * @param tag how it stands, in a word
   * @param css of the tag
   * @param sentence how far it has come
   * @param begun who began it, and when
   */
  public record Row(
      String href,
      String title,
      List<String> words,
      String tag,
      String css,
      String sentence,
      String begun) {
    public Row {
      words = List.copyOf(words);
    }
  }

  /**
   * A rule.
   *
   * @param href where it is changed
   * @param title of the rule
   */
  public record Link(String href, String title) {}
}
