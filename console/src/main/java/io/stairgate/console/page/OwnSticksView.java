package io.stairgate.console.page;

import java.util.List;

/**
 * The setting's own sticks.
 *
 * @param frame around the page
 * @param said what was done just before; may be empty
 * @param waiting those that were suggested and wait for somebody who may decide
 * @param rows those that are on the list, by name
 * @param ended those that were taken off last
 * @param mayAdd whether the reader may put sticks on the list, or suggest some
 * @param mayEnd whether the reader may end one
 * @param mayConfirm whether the reader decides about those that wait
 */
public record OwnSticksView(
    Frame frame,
    String said,
    List<Row> waiting,
    List<Row> rows,
    List<Row> ended,
    boolean mayAdd,
    boolean mayEnd,
    boolean mayConfirm) {
  public OwnSticksView {
    waiting = List.copyOf(waiting);
    rows = List.copyOf(rows);
    ended = List.copyOf(ended);
  }

  /**
   * One stick.
   *
   * @param id the line of the list
   * @param href its page; empty where it was not seen yet
   * @param title what it is called
   * @param serial its serial number
   * @param until the last day it is allowed
   * @param what what is allowed where
   * @param by who put it on the list, or who ended it
   * @param tag whether it is over; may be empty
   * @param css of the tag
   */
  public record Row(
      String id,
      String href,
      String title,
      String serial,
      String until,
      String what,
      String by,
      String tag,
      String css) {}
}
