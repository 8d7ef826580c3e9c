package io.stairgate.console.page;

import java.util.List;

/**
 * One change of a rule over several settings.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param said what was done just before; may be empty
 * @param id its own
 * @param brief what the list says of it
 * @param reason why it was begun
 * @param stopped why a person stopped it or took it back; may be empty
 * @param rows its settings
 * @param mayStop whether the reader may stop it
 * @param mayGoOn whether the reader may let it go on
 * @param mayTakeBack whether the reader may take it back
 * @param showFirst whether the person must show once more that it is them, to take it back
 * @param why as typed
 */
public record SpreadView(
    Frame frame,
    Problems problems,
    String said,
    String id,
    SpreadsView.Row brief,
    String reason,
    String stopped,
    List<Row> rows,
    boolean mayStop,
    boolean mayGoOn,
    boolean mayTakeBack,
    boolean showFirst,
    String why) {
  public SpreadView {
    rows = List.copyOf(rows);
  }

  /**
   * One setting.
   *
   * @param href where it is decided there; empty where the reader looks at another setting
   * @param name its name
   * @param tag how it stands there
   * @param css of the tag
   * @param laptops how many follow it
   * @param word why it stopped, or was left alone; may be empty
   */
  public record Row(
      String href, String name, String tag, String css, String laptops, String word) {}
}
