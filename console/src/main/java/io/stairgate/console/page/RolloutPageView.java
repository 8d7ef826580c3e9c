package io.stairgate.console.page;

import java.util.List;

/**
 * One change of a rule that comes step by step.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param said what was done just before; may be empty
 * @param rollout where it stands
 * @param rows its laptops, by step
 * @param more how many more there are
 * @param mayGoOn whether the reader may let it go on
 * @param mayPutBack whether the reader may ask that it is put back
 * @param follows what becomes of putting it back, one sentence
 * @param showFirst whether the person must show once more that it is them, to put it back
 * @param reason as typed
 */
public record RolloutPageView(
    Frame frame,
    Problems problems,
    String said,
    RolloutView rollout,
    List<Row> rows,
    int more,
    boolean mayGoOn,
    boolean mayPutBack,
    String follows,
    boolean showFirst,
    String reason) {
  public RolloutPageView {
    rows = List.copyOf(rows);
  }

  /**
   * One laptop.
   *
   * @param href its page; empty where it is no longer here
   * @param nickname its name
   * @param step in which it is reached
   * @param tag how it stands
   * @param css of the tag
   * @param reason why it went wrong; may be empty
   */
  public record Row(
      String href, String nickname, int step, String tag, String css, String reason) {}
}
