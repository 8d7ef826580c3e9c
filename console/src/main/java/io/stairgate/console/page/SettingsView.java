package io.stairgate.console.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The settings somebody has access to.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param sentence how they are all together; empty for somebody with a few
 * @param asked what was asked for
 * @param choices which settings may be shown
 * @param rows the settings of this page
 * @param caption what is shown
 * @param previousHref where the ones before are; empty at the beginning
 * @param nextHref where the next ones are; empty at the end
 * @param mayChange whether the reader may ask for changes of rules in several settings
 * @param stopped how many such changes have stopped
 * @param mayAdd whether the reader may add one
 * @param name the name of the new one as typed
 */
public record SettingsView(
    Frame frame,
    Problems problems,
    String sentence,
    Asked asked,
    List<ListEntry> choices,
    List<Row> rows,
    String caption,
    String previousHref,
    String nextHref,
    boolean mayChange,
    long stopped,
    boolean mayAdd,
    String name) {
  public SettingsView {
    choices = List.copyOf(choices);
    rows = List.copyOf(rows);
  }

  /** Whether there are so many that they are shown as a table that can be searched. */
  public boolean many() {
    return !sentence.isEmpty();
  }

  /**
   * What was asked for, as it stands in the address.
   *
   * @param find a part of the name; may be empty
   * @param show {@code all}, {@code attention} or {@code well}
   * @param sort {@code state} or {@code name}
   * @param page from 1
   */
  public record Asked(String find, String show, String sort, int page) {
    /** The address of this list in another order. */
    public String href(String order) {
      return new Asked(find, show, order, 1).address();
    }

    Asked at(int other) {
      return new Asked(find, show, sort, other);
    }

    String address() {
      return "/settings?find="
          + URLEncoder.encode(find, StandardCharsets.UTF_8)
          + "&show="
          + show
          + "&sort="
          + sort
          + (page > 1 ? "&page=" + page : "");
    }
  }

  /**
   * One setting.
   *
   * @param id the setting
   * @param name its name
   * @param roles the reader's roles there, in words
   * @param css of the tag
   * @param tag how it is; empty where the reader may not see that
   * @param sentence how its laptops are; empty where the reader may not see them
   * @param worst what comes first there; may be empty
   * @param closed until when it is closed; may be empty
   * @param here whether it is the one being looked at
   * @param waits whether it still waits for its first person, whom the reader may send a link
   */
  public record Row(
      String id,
      String name,
      String roles,
      String css,
      String tag,
      String sentence,
      String worst,
      String closed,
      boolean here,
      boolean waits) {}
}
