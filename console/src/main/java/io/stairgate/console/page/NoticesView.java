package io.stairgate.console.page;

import java.util.List;

/**
 * Who read the notice at sign-in.
 *
 * @param frame around the page
 * @param sort {@code account}, {@code laptop} or {@code due}
 * @param caption how many and in which order
 * @param rows one per account and laptop
 * @param missing the people on the register who have not read it on any laptop
 * @param days after how many days it is due again
 */
public record NoticesView(
    Frame frame, String sort, String caption, List<Row> rows, List<String> missing, int days) {
  public NoticesView {
    rows = List.copyOf(rows);
    missing = List.copyOf(missing);
  }

  /**
   * One reading.
   *
   * @param account sign-in name
   * @param person who that is, by the register; may be empty
   * @param laptopHref the laptop's page
   * @param laptop the laptop's name
   * @param read when, to the day
   * @param due when again, to the day
   * @param over whether that is past
   */
  public record Row(
      String account,
      String person,
      String laptopHref,
      String laptop,
      String read,
      String due,
      boolean over) {}
}
