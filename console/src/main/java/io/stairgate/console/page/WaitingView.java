package io.stairgate.console.page;

import java.util.List;

/**
 * What waits for the person, and what the person asked for.
 *
 * @param frame around the page
 * @param toDecide what waits for the person's decision
 * @param asked what the person asked for, newest first
 */
public record WaitingView(Frame frame, List<Row> toDecide, List<Row> asked) {
  public WaitingView {
    toDecide = List.copyOf(toDecide);
    asked = List.copyOf(asked);
  }

  /**
   * One thing.
   *
   * @param href where it is
   * @param what what it is
   * @param why the reason given
   * @param by who asks
   * @param at when
   * @param tag its state in a word
   * @param css colour of the state
   */
  public record Row(
      String href, String what, String why, String by, Moment at, String tag, String css) {}
}
