package io.stairgate.console.weekly;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * One week of a setting: counts and laptops, no names of people.
 *
 * @param week its Monday
 * @param madeAt when it was written down; it is never changed
 * @param happened what came up
 * @param decided what people decided
 * @param open what is still open
 * @param laptops how many laptops there were
 * @param well how many of them met every rule
 * @param told whether a message leads to it
 */
public record WeeklyUpdate(
    LocalDate week,
    Instant madeAt,
    List<Line> happened,
    List<Line> decided,
    List<Line> open,
    int laptops,
    int well,
    boolean told) {
  public WeeklyUpdate {
    happened = List.copyOf(happened);
    decided = List.copyOf(decided);
    open = List.copyOf(open);
  }

  /**
   * One line.
   *
   * @param what in words, or the code of an alert's kind
   * @param count how often
   * @param laptops on which laptops; may be empty
   */
  public record Line(String what, int count, List<String> laptops) {
    public Line {
      laptops = List.copyOf(laptops);
    }
  }

  /** Whether there is nothing to read. */
  public boolean quiet() {
    return happened.isEmpty() && decided.isEmpty() && open.isEmpty();
  }
}
