package io.stairgate.console.page;

import java.util.List;

/**
 * The register of every medium that was ever plugged in or put on the list.
 *
 * @param frame around the page
 * @param any whether the register holds anything at all
 * @param filtered whether the filter leaves something out
 * @param find words looked for in name, label and serial number
 * @param laptops to choose from
 * @param owners to choose from
 * @param kinds to choose from
 * @param states to choose from
 * @param problems what cannot be understood in the filter
 * @param from first day, as typed
 * @param to last day, as typed
 * @param sort in which order: as the address says, or empty for last seen first
 * @param byName where they are sorted by name
 * @param byOwner where they are sorted by owner
 * @param bySeen where they are sorted by when they were last seen
 * @param caption how many and in which order
 * @param rows the media
 * @param nextHref where the next are; may be empty
 * @param query the filter as it stands in an address, with "?" where it is not empty
 */
public record StickRegisterView(
    Frame frame,
    boolean any,
    boolean filtered,
    String find,
    List<ListEntry> laptops,
    List<ListEntry> owners,
    List<ListEntry> kinds,
    List<ListEntry> states,
    Problems problems,
    String from,
    String to,
    String sort,
    String byName,
    String byOwner,
    String bySeen,
    String caption,
    List<Row> rows,
    String nextHref,
    String query) {
  public StickRegisterView {
    laptops = List.copyOf(laptops);
    owners = List.copyOf(owners);
    kinds = List.copyOf(kinds);
    states = List.copyOf(states);
    rows = List.copyOf(rows);
  }

  /**
   * One medium.
   *
   * @param href its page
   * @param title what it is called
   * @param kind what kind of thing it is
   * @param serial its serial number in words
   * @param owner whose it is
   * @param where the laptop it was last seen on; may be empty
   * @param seen when, to the day
   * @param tag whether it may be used
   * @param css of the tag
   */
  public record Row(
      String href,
      String title,
      String kind,
      String serial,
      String owner,
      String where,
      String seen,
      String tag,
      String css) {}
}
