package io.stairgate.console.page;

import java.util.List;

/**
 * Every message.
 *
 * @param frame around the page
 * @param said what was done just before; may be empty
 * @param mail whether a mail server is set up
 * @param reachable who can be told, and how many messages they got
 * @param states what may be chosen
 * @param people to whom may be chosen
 * @param caption of the table
 * @param rows the messages
 * @param query of this list, with the question mark
 * @param next where it goes on; empty at the end
 */
public record MessagesView(
    Frame frame,
    String said,
    boolean mail,
    List<Reachable> reachable,
    List<ListEntry> states,
    List<ListEntry> people,
    String caption,
    List<Row> rows,
    String query,
    String next) {
  public MessagesView {
    reachable = List.copyOf(reachable);
    states = List.copyOf(states);
    people = List.copyOf(people);
    rows = List.copyOf(rows);
  }

  /**
   * Somebody who should be told of things.
   *
   * @param name their name
   * @param roles in words
   * @param good whether they can be told
   * @param sentence whether they can be told, in words
   * @param week how many messages within seven days
   * @param many whether that is more than the target
   */
  public record Reachable(
      String name, String roles, boolean good, String sentence, int week, boolean many) {}

  /**
   * One message.
   *
   * @param id names it
   * @param to who gets it
   * @param what it says
   * @param laptop about which laptop; may be empty
   * @param href what it leads to
   * @param purpose what it is for
   * @param why why this person
   * @param due when it goes out
   * @param css of the tag
   * @param tag what became of it
   * @param sentence the same in words
   */
  public record Row(
      String id,
      String to,
      String what,
      String laptop,
      String href,
      String purpose,
      String why,
      Moment due,
      String css,
      String tag,
      String sentence) {}
}
