package io.stairgate.console.page;

import java.util.List;

/**
 * One week, and the others there are.
 *
 * @param frame around the page
 * @param title the week in words
 * @param running whether the week is not over, so that it still changes
 * @param sentence how it was, in a sentence
 * @param happened what came up
 * @param decided what was decided
 * @param open what was open at its end
 * @param others other weeks
 */
public record WeeklyView(
    Frame frame,
    String title,
    boolean running,
    String sentence,
    List<Line> happened,
    List<Line> decided,
    List<Line> open,
    List<Other> others) {
  public WeeklyView {
    happened = List.copyOf(happened);
    decided = List.copyOf(decided);
    open = List.copyOf(open);
    others = List.copyOf(others);
  }

  /**
   * One line.
   *
   * @param what in words
   * @param count how often
   * @param laptops on which laptops; may be empty
   */
  public record Line(String what, String count, String laptops) {}

  /**
   * Another week.
   *
   * @param href its page
   * @param title in words
   */
  public record Other(String href, String title) {}
}
