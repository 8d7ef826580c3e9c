package io.stairgate.console.page;

import java.util.List;

/**
 * The setting's rules as a whole.
 *
 * @param frame around the page
 * @param said what was just done; empty where nothing was
 * @param version which version it is, in words
 * @param reason why it was made; empty for the defaults
 * @param sections what it says
 * @param rollouts changes that are on their way to the laptops
 * @param mayChange whether the person may ask for a change
 * @param waiting how many changes wait for somebody
 */
public record PolicyView(
    Frame frame,
    String said,
    String version,
    String reason,
    List<Section> sections,
    List<RolloutView> rollouts,
    boolean mayChange,
    int waiting) {
  public PolicyView {
    sections = List.copyOf(sections);
    rollouts = List.copyOf(rollouts);
  }

  /**
   * One part of the policy.
   *
   * @param id for links
   * @param title its heading
   * @param lines what it says
   */
  public record Section(String id, String title, List<Line> lines) {
    public Section {
      lines = List.copyOf(lines);
    }
  }

  /**
   * One thing that is said.
   *
   * @param key what about
   * @param value what
   * @param more sentences to unfold
   */
  public record Line(String key, String value, List<String> more) {
    public Line {
      more = List.copyOf(more);
    }
  }
}
