package io.stairgate.console.page;

import java.util.List;

/**
 * The groups of laptops.
 *
 * @param frame around the page
 * @param said what was done just before; may be empty
 * @param groups by name
 * @param mayChange whether the reader may change them or ask for it
 */
public record GroupsView(Frame frame, String said, List<Row> groups, boolean mayChange) {
  public GroupsView {
    groups = List.copyOf(groups);
  }

  /**
   * One group.
   *
   * @param name of the group
   * @param laptops in it, in words
   * @param rules titles of the rules that are otherwise there
   * @param code of the place, for links to rules
   */
  public record Row(String name, String laptops, List<String> rules, String code) {
    public Row {
      rules = List.copyOf(rules);
    }
  }
}
