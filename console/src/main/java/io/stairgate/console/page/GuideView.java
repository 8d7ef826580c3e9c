package io.stairgate.console.page;

import java.util.List;

/**
 * A guide that fits one printed page.
 *
 * @param frame around the page
 * @param title of the guide
 * @param subject for whom it is, with the setting's name
 * @param printed the day, so that an old print is known as one
 * @param sections its parts, in their order
 */
public record GuideView(
    Frame frame, String title, String subject, String printed, List<Section> sections) {
  public GuideView {
    sections = List.copyOf(sections);
  }

  /**
   * One part.
   *
   * @param title in words
   * @param ordered whether its lines are done one after the other
   * @param lines what it says
   */
  public record Section(String title, boolean ordered, List<Line> lines) {
    public Section {
      lines = List.copyOf(lines);
    }

    /** Whether its lines have names. */
    public boolean named() {
      return lines.stream().anyMatch(line -> !line.name().isEmpty());
    }
  }

  /**
   * One line.
   *
   * @param name what it is about; empty where it stands for itself
   * @param words what it says
   * @param code whether the name is typed as it stands
   */
  public record Line(String name, String words, boolean code) {}
}
