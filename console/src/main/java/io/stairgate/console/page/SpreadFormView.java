package io.stairgate.console.page;

import java.util.List;

/**
 * The form to make one rule stricter in several settings.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param rule its id
 * @param title of the rule
 * @param asks what it asks for
 * @param mark names what stands in the form
 * @param stages how far it may go
 * @param controls what is set otherwise
 * @param outlook what would change; empty: it was not looked at yet
 * @param why as typed
 */
public record SpreadFormView(
    Frame frame,
    Problems problems,
    String rule,
    String title,
    String asks,
    String mark,
    List<RuleView.Choice> stages,
    List<RuleView.Control> controls,
    List<Outlook> outlook,
    String why) {
  public SpreadFormView {
    stages = List.copyOf(stages);
    controls = List.copyOf(controls);
    outlook = List.copyOf(outlook);
  }

  /**
   * What would change.
   *
   * @param words what is asked for, a sentence each
   * @param summary in numbers
   * @param rows the settings
   */
  public record Outlook(List<String> words, String summary, List<Row> rows) {
    public Outlook {
      words = List.copyOf(words);
      rows = List.copyOf(rows);
    }

    /** Whether something would change somewhere. */
    public boolean any() {
      return rows.stream().anyMatch(Row::mayChoose);
    }
  }

  /**
   * One setting.
   *
   * @param id the setting
   * @param name its name
   * @param tag what would become of it, in a word or two
   * @param css of the tag
   * @param word more of it
   * @param mayChoose whether something would change
   * @param chosen whether it is to be among them
   */
  public record Row(
      String id,
      String name,
      String tag,
      String css,
      String word,
      boolean mayChoose,
      boolean chosen) {}
}
