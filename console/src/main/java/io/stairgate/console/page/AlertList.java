package io.stairgate.console.page;

import java.util.List;

/**
 * The page of alerts.
 *
 * @param frame around the page
 * @param open whether only those nobody has acknowledged are shown
 * @param rows newest first
 * @param nextHref where earlier ones are; empty at the end
 */
public record AlertList(Frame frame, boolean open, List<AlertRow> rows, String nextHref) {
  public AlertList {
    rows = List.copyOf(rows);
  }
}
