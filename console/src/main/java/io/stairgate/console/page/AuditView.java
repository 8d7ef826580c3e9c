package io.stairgate.console.page;

import java.util.List;
import java.util.Optional;

/**
 * The page of the log.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param notices that the log was changed, and nobody has looked into it
 * @param checked what the last look at every line showed
 * @param checkedAt when that was; empty before the first
 * @param whole whether every line was right then
 * @param people whom one can choose
 * @param kinds which acts one can choose
 * @param laptop what was typed
 * @param from what was chosen, as a date; may be empty
 * @param to what was chosen, as a date; may be empty
 * @param filtered whether anything was chosen
 * @param rows newest first
 * @param nextHref where earlier lines are; empty at the end
 * @param query the choices for the addresses of the downloads, beginning with {@code ?}, or empty
 */
public record AuditView(
    Frame frame,
    Problems problems,
    List<Notice> notices,
    String checked,
    Optional<Moment> checkedAt,
    boolean whole,
    List<ListEntry> people,
    List<ListEntry> kinds,
    String laptop,
    String from,
    String to,
    boolean filtered,
    List<Row> rows,
    String nextHref,
    String query) {
  public AuditView {
    notices = List.copyOf(notices);
    people = List.copyOf(people);
    kinds = List.copyOf(kinds);
    rows = List.copyOf(rows);
  }

  /**
   * That the log was changed.
   *
   * @param number its number
   * @param sentence what happened
   * @param at when it was noticed
   * @param mayAnswer whether the reader may say that it was looked into
   * @param why what was typed; may be empty
   */
  public record Notice(long number, String sentence, Moment at, boolean mayAnswer, String why) {
    /** Name of the field that asks why. */
    public String field() {
      return "why-" + number;
    }
  }

  /**
   * One line.
   *
   * @param number its number
   * @param at when
   * @param who who did it
   * @param whoHref the lines of the same one; empty where there is no such
   * @param did what was done
   * @param target to what; may be empty
   * @param targetHref where that is; may be empty
   * @param detail more about it; may be empty
   */
  public record Row(
      long number,
      Moment at,
      String who,
      String whoHref,
      String did,
      String target,
      String targetHref,
      String detail) {}
}
