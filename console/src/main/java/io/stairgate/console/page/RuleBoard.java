package io.stairgate.console.page;

import java.util.List;

/**
 * All rules on all laptops.
 *
 * @param frame around the page
 * @param laptops how many laptops there are
 * @param groups the rules, in the groups of the laptops' pages
 * @param rollouts changes that are under way
 * @param seesPolicy whether the reader may see what the setting decided
 */
public record RuleBoard(
    Frame frame, int laptops, List<Group> groups, List<RolloutView> rollouts, boolean seesPolicy) {
  public RuleBoard {
    groups = List.copyOf(groups);
    rollouts = List.copyOf(rollouts);
  }

  /**
   * Some rules that belong together.
   *
   * @param id names it on the page
   * @param title in words
   * @param rows the rules
   */
  public record Group(String id, String title, List<Row> rows) {
    public Group {
      rows = List.copyOf(rows);
    }
  }

  /**
   * One rule.
   *
   * @param rule its id
   * @param title in words
   * @param asks what it asks for
   * @param href where it is shown and changed
   * @param met on how many laptops it is met, in words
   * @param open on how many it is not, in words; empty where on none
   * @param css of the tag of {@code open}
   * @param unknown on how many nobody can tell, in words; empty where on none
   * @param stage how far it goes everywhere, and where it goes otherwise
   * @param number what it is set to in short; may be empty
   * @param source where that comes from
   */
  public record Row(
      String rule,
      String title,
      String asks,
      String href,
      String met,
      String open,
      String css,
      String unknown,
      String stage,
      String number,
      String source) {}
}
