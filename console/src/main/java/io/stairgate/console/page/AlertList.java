package io.stairgate.console.page;

import java.util.List;

/**
 * The page of alerts.
 *
 * @param frame around the page
 * @param show {@code open}, {@code mine} or {@code all}
 * @param severities which classes there are to choose from
 * @param sorts in which orders
 * @param rows in the order chosen
 * @param empty what is said where there are none
 * @param narrowed whether a class was chosen
 * @param nextHref where more are; empty at the end
 */
public record AlertList(
    Frame frame,
    String show,
    List<ListEntry> severities,
    List<ListEntry> sorts,
    List<AlertRow> rows,
    String empty,
    boolean narrowed,
    String nextHref) {
  public AlertList {
    severities = List.copyOf(severities);
    sorts = List.copyOf(sorts);
    rows = List.copyOf(rows);
  }
}
