package io.stairgate.console.page;

import java.util.List;
import java.util.Optional;

/**
 * The page of one permission, from the decision to its end.
 *
 * @param frame around the page
 * @param said what was done just before; may be empty
 * @param id the permission
 * @param stick which medium
 * @param sentence how it is now
 * @param css colour of how it is
 * @param laptops how it is on each laptop
 * @param mayStop whether the reader may stop it now
 * @param change where it can be given anew; empty where the reader may not
 * @param facts what was decided
 * @param scans what the scans said, newest first
 * @param history what happened, newest first
 */
public record PermissionView(
    Frame frame,
    String said,
    String id,
    StickFacts stick,
    String sentence,
    String css,
    List<OnLaptop> laptops,
    boolean mayStop,
    String change,
    List<Fact> facts,
    List<Scan> scans,
    List<Happened> history) {
  public PermissionView {
    laptops = List.copyOf(laptops);
    facts = List.copyOf(facts);
    scans = List.copyOf(scans);
    history = List.copyOf(history);
  }

  /**
   * How it is on one laptop.
   *
   * @param id the laptop
   * @param href its page; empty where the reader may not see it
   * @param nickname its nickname
   * @param tag how it is, in a word or two
   * @param css of the tag
   * @param sentence the same in a sentence, with what to do
   * @param progress how far the scan is, where one runs
   */
  public record OnLaptop(
      String id,
      String href,
      String nickname,
      String tag,
      String css,
      String sentence,
      Optional<Progress> progress) {}

  /**
   * How far a scan is.
   *
   * @param percent 0 to 100; empty where it is not known how much there is
   * @param words the same in words
   */
  public record Progress(Optional<Integer> percent, String words) {}

  /**
   * One fact.
   *
   * @param key what it is about
   * @param value what is known
   */
  public record Fact(String key, String value) {}

  /**
   * What one scan said.
   *
   * @param laptop on which laptop
   * @param at when it ended
   * @param tag the answer in a word or two
   * @param css of the tag
   * @param sentence the answer
   * @param malware name of what was found; may be empty
   * @param lines counts, engine, definitions, what was left out and why
   */
  public record Scan(
      String laptop,
      Moment at,
      String tag,
      String css,
      String sentence,
      String malware,
      List<String> lines) {
    public Scan {
      lines = List.copyOf(lines);
    }
  }

  /**
   * One thing that happened.
   *
   * @param at when
   * @param title what, in a few words
   * @param detail more of it; may be empty
   * @param href where there is more; may be empty
   */
  public record Happened(Moment at, String title, String detail, String href) {}
}
