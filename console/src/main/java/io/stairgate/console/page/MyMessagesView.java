package io.stairgate.console.page;

import java.util.List;

/**
 * How a person is told.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param said what was done just before; may be empty
 * @param mail whether a mail server is set up
 * @param state of the address: {@code good}, {@code none}, {@code not-confirmed} or {@code refused}
 * @param address where messages go, or empty
 * @param wanted an address that waits to be confirmed, or empty
 * @param gets which messages come, each a sentence
 * @param mayUrgent whether urgent messages come to this person at all
 * @param urgent whether they come outside open hours too
 * @param aways when the person is away
 * @param covers who may be told instead
 * @param first first day as typed
 * @param last last day as typed
 * @param typed the address as typed
 */
public record MyMessagesView(
    Frame frame,
    Problems problems,
    String said,
    boolean mail,
    String state,
    String address,
    String wanted,
    List<String> gets,
    boolean mayUrgent,
    boolean urgent,
    List<Absence> aways,
    List<ListEntry> covers,
    String first,
    String last,
    String typed) {
  public MyMessagesView {
    gets = List.copyOf(gets);
    aways = List.copyOf(aways);
    covers = List.copyOf(covers);
  }

  /**
   * Some days away.
   *
   * @param id names it
   * @param days in words
   * @param cover who is told instead
   */
  public record Absence(String id, String days, String cover) {}
}
