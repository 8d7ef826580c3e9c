package io.stairgate.console.page;

import java.util.List;

/**
 * The page that tells of new browsers.
 *
 * @param frame around the page
 * @param next where to go afterwards
 * @param browsers the new ones
 */
public record NewBrowsers(Frame frame, String next, List<Row> browsers) {
  public NewBrowsers {
    browsers = List.copyOf(browsers);
  }

  /**
   * A browser.
   *
   * @param words what it is
   * @param at when somebody first signed in with it
   */
  public record Row(String words, Moment at) {}
}
