package io.stairgate.console.page;

import java.util.List;

/**
 * A key, shown this once.
 *
 * @param frame around the page
 * @param forTheSafe whether it is the setting's own key, to be printed
 * @param title what it is
 * @param groups its parts
 */
public record RecoveryShownView(
    Frame frame, boolean forTheSafe, String title, List<String> groups) {
  public RecoveryShownView {
    groups = List.copyOf(groups);
  }
}
