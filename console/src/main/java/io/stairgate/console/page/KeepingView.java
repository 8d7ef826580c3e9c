package io.stairgate.console.page;

import java.util.List;

/**
 * How long things are kept.
 *
 * @param frame around the page
 * @param problems what must be put right in the form for a hold
 * @param said what was done just before; may be empty
 * @param rows each kind
 * @param holds what may not be removed now, newest first
 * @param ended holds that have ended
 * @param laptops what a hold may be for
 * @param reason of a hold, as typed
 * @param reports closed reports whose time is over and that the reader may read
 * @param thinned when old things were last removed, in a sentence
 * @param mayChange whether the reader may change any of it
 */
public record KeepingView(
    Frame frame,
    Problems problems,
    String said,
    List<Row> rows,
    List<HoldRow> holds,
    List<HoldRow> ended,
    List<ListEntry> laptops,
    String reason,
    List<Report> reports,
    String thinned,
    boolean mayChange) {
  public KeepingView {
    rows = List.copyOf(rows);
    holds = List.copyOf(holds);
    ended = List.copyOf(ended);
    laptops = List.copyOf(laptops);
    reports = List.copyOf(reports);
  }

  /**
   * One kind.
   *
   * @param code names it in addresses
   * @param title what is kept
   * @param what what that is, in a sentence or two
   * @param length "12 months"
   * @param why why for so long; the setting's own reason where it has one
   * @param own who chose this length and when, and what the suggestion is; empty: it is the
   *     suggestion
   */
  public record Row(
      String code, String title, String what, String length, String why, String own) {}

  /**
   * A hold.
   *
   * @param id its id
   * @param what "Everything of this setting" or the laptop's nickname
   * @param reason why
   * @param since who made it and when
   * @param ended who ended it, when and why; empty: it holds
   */
  public record HoldRow(String id, String what, String reason, String since, String ended) {}

  /**
   * A report whose time is over.
   *
   * @param id its id
   * @param title what it was
   * @param closed when it was closed
   */
  public record Report(String id, String title, String closed) {}

  /**
   * The form to change one length.
   *
   * @param frame around the page
   * @param problems what must be put right
   * @param row the kind as it is now
   * @param unit "days" or "months"
   * @param bounds "From 3 to 72 months. The suggestion is 12 months."
   * @param amount as typed
   * @param reason as typed
   * @param own whether the setting has a length of its own
   * @param asks whether it waits for a person when its time is over
   */
  public record Change(
      Frame frame,
      Problems problems,
      Row row,
      String unit,
      String bounds,
      String amount,
      String reason,
      boolean own,
      boolean asks) {}

  /**
   * The form to end a hold.
   *
   * @param frame around the page
   * @param problems what must be put right
   * @param hold the hold
   * @param word why, as typed
   */
  public record Release(Frame frame, Problems problems, HoldRow hold, String word) {}

  /**
   * The form to decide about a report whose time is over.
   *
   * @param frame around the page
   * @param problems what must be put right
   * @param report the report
   * @param reason as typed
   */
  public record Review(Frame frame, Problems problems, Report report, String reason) {}
}
