package io.stairgate.console.page;

import java.util.List;
import java.util.Optional;

/**
 * Programs that are told.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param said what was done just before; may be empty
 * @param name what was typed as the name
 * @param address what was typed as the address
 * @param key the key of a new one, shown this once; empty where none was made
 * @param rows the programs
 */
public record WebhooksView(
    Frame frame,
    Problems problems,
    String said,
    String name,
    String address,
    String key,
    List<Row> rows) {
  public WebhooksView {
    rows = List.copyOf(rows);
  }

  /**
   * One program.
   *
   * @param id names it
   * @param name its name
   * @param host where it listens
   * @param by who made it
   * @param made when
   * @param done when it last took a message
   * @param trouble why it took none; empty where it took the last one
   * @param off whether it was switched off
   */
  public record Row(
      String id,
      String name,
      String host,
      String by,
      Moment made,
      Optional<Moment> done,
      String trouble,
      boolean off) {}
}
