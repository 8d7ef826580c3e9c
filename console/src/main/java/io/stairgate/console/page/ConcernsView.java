package io.stairgate.console.page;

import java.util.List;

/**
 * What people at laptops reported.
 *
 * @param frame around the page
 * @param open whether only those that are open are shown
 * @param all whether the reader sees of each that it exists
 * @param rows newest first
 * @param nextHref where the next are; may be empty
 */
public record ConcernsView(
    Frame frame, boolean open, boolean all, List<Row> rows, String nextHref) {
  public ConcernsView {
    rows = List.copyOf(rows);
  }

  /**
   * One report.
   *
   * @param href where it is read; empty where this person may not
   * @param title what it is about; only that it exists for who may not read it
   * @param laptop where
   * @param at when it was reported
   * @param note who may read it, or who looks into it
   * @param css of the tag
   * @param tag the state
   */
  public record Row(
      String href, String title, String laptop, Moment at, String note, String css, String tag) {}

  /**
   * One report, open before a person who may read it.
   *
   * @param frame around the page
   * @param problems what must be put right
   * @param said what was done just before; may be empty
   * @param id its own
   * @param title what it is about
   * @param css of the tag
   * @param tag the state
   * @param words in the words of who reported; may be empty
   * @param facts who, where, when
   * @param advice what to do first, a sentence each
   * @param leads where more is done about it
   * @param seen who looks into it; may be empty
   * @param ended how it ended; may be empty
   * @param endedWords what was written then; may be empty
   * @param endings to choose from; empty where it has ended
   * @param typed the words as typed
   */
  public record One(
      Frame frame,
      Problems problems,
      String said,
      String id,
      String title,
      String css,
      String tag,
      String words,
      List<LaptopView.Fact> facts,
      List<String> advice,
      List<Lead> leads,
      String seen,
      String ended,
      String endedWords,
      List<ListEntry> endings,
      String typed) {
    public One {
      facts = List.copyOf(facts);
      advice = List.copyOf(advice);
      leads = List.copyOf(leads);
      endings = List.copyOf(endings);
    }
  }

  /**
   * A place where more is done.
   *
   * @param href where
   * @param label in words
   */
  public record Lead(String href, String label) {}
}
