package io.stairgate.console.page;

import java.util.List;

/**
 * The page of one alert.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param said what was just done; may be empty
 * @param row the alert
 * @param base where its forms go: {@code /alerts/} or {@code /my/alerts/}
 * @param facts what is known of it
 * @param reportHref where it ends, because it stands for a report; may be empty
 * @param mayEnd whether the reader may say how it ended
 * @param outcomes how it may have ended
 * @param typed the words typed before
 * @param past what happened
 * @param next who is told next, a sentence each
 */
public record AlertView(
    Frame frame,
    Problems problems,
    String said,
    AlertRow row,
    String base,
    List<LaptopView.Fact> facts,
    String reportHref,
    boolean mayEnd,
    List<ListEntry> outcomes,
    String typed,
    List<Line> past,
    List<String> next) {
  public AlertView {
    facts = List.copyOf(facts);
    outcomes = List.copyOf(outcomes);
    past = List.copyOf(past);
    next = List.copyOf(next);
  }

  /**
   * Something that happened.
   *
   * @param when when
   * @param sentence what
   */
  public record Line(Moment when, String sentence) {}
}
