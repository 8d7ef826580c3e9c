package io.stairgate.console.page;

import java.util.List;

/**
 * The settings somebody has access to.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param rows the settings, by name
 * @param mayAdd whether the reader may add one
 * @param name the name of the new one as typed
 */
public record SettingsView(
    Frame frame, Problems problems, List<Row> rows, boolean mayAdd, String name) {
  public SettingsView {
    rows = List.copyOf(rows);
  }

  /**
   * One setting.
   *
   * @param id the setting
   * @param name its name
   * @param roles the reader's roles there, in words
   * @param sentence how its laptops are; empty where the reader may not see them
   * @param here whether it is the one being looked at
   * @param waits whether it still waits for its first person, whom the reader may send a link
   */
  public record Row(
      String id, String name, String roles, String sentence, boolean here, boolean waits) {}
}
