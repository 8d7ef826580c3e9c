package io.stairgate.console.page;

import java.util.List;

/**
 * Programs that came on to laptops.
 *
 * @param frame around the page
 * @param said what was done just before; may be empty
 * @param everything whether all programs are shown that laptops told of, not the new ones alone
 * @param laptops to choose from
 * @param query the filter as it stands in an address, with "?" where it is not empty
 * @param caption how many and in which order
 * @param rows the latest first
 * @param nextHref where the next are; may be empty
 * @param mayApprove whether the reader may approve or suggest it
 */
public record SoftwareView(
    Frame frame,
    String said,
    boolean everything,
    List<ListEntry> laptops,
    String query,
    String caption,
    List<Row> rows,
    String nextHref,
    boolean mayApprove) {
  public SoftwareView {
    laptops = List.copyOf(laptops);
    rows = List.copyOf(rows);
  }

  /**
   * One program on one laptop.
   *
   * @param name its name
   * @param version its version; may be empty
   * @param source where it came from, in words
   * @param laptopHref the laptop's page
   * @param laptop the laptop's name
   * @param seen when it was first seen, to the day
   * @param css of the tag
   * @param tag whether it is approved
   * @param cloud whether it can keep files in the cloud
   * @param href where it is decided; empty where nothing is to be decided
   */
  public record Row(
      String name,
      String version,
      String source,
      String laptopHref,
      String laptop,
      String seen,
      String css,
      String tag,
      boolean cloud,
      String href) {}

  /**
   * The form that approves a program.
   *
   * @param frame around the page
   * @param problems what must be put right
   * @param name the program
   * @param cloud whether it can keep files in the cloud
   * @param forbidden why it cannot be approved; empty where it can
   * @param where the laptops it is on, a line each
   * @param follows what becomes of it, one sentence
   * @param remove what to say to who looks after the laptops, to copy
   * @param risk reference of the risk assessment as typed
   * @param end last day as typed
   * @param reason as typed
   */
  public record Form(
      Frame frame,
      Problems problems,
      String name,
      boolean cloud,
      String forbidden,
      List<String> where,
      String follows,
      String remove,
      String risk,
      String end,
      String reason) {
    public Form {
      where = List.copyOf(where);
    }
  }
}
