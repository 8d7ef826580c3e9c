package io.stairgate.console.page;

import java.util.List;

/**
 * One rule on all laptops: how it is, and what would change if it were put right.
 *
 * @param frame around the page
 * @param rule its id
 * @param title in words
 * @param holding what "put it right" does, or why it cannot be done
 * @param canHold whether it can be done at all
 * @param summary how many laptops would change, in a sentence
 * @param stage how far it goes everywhere now, in words
 * @param caption what the table shows
 * @param rows one per laptop, those that would change first
 * @param more how many more there are
 * @param mayChange whether the reader may change it or ask for it
 */
public record RulePreview(
    Frame frame,
    String rule,
    String title,
    String holding,
    boolean canHold,
    String summary,
    String stage,
    String caption,
    List<Row> rows,
    int more,
    boolean mayChange) {
  public RulePreview {
    rows = List.copyOf(rows);
  }

  /**
   * One laptop.
   *
   * @param href its page, at this rule
   * @param nickname its name
   * @param state of the finding; empty where the laptop does not report the rule
   * @param css of the tag
   * @param tag the state in words
   * @param now what the laptop says of it
   * @param answer what would change, in words
   * @param answerCss of the tag of {@code answer}
   * @param changes a sentence each; may be empty
   * @param stage how far the rule goes there
   * @param waiting whether the laptop has not followed yet
   */
  public record Row(
      String href,
      String nickname,
      String state,
      String css,
      String tag,
      String now,
      String answer,
      String answerCss,
      List<String> changes,
      String stage,
      boolean waiting) {
    public Row {
      changes = List.copyOf(changes);
    }
  }
}
