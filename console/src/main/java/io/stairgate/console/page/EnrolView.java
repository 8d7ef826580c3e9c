package io.stairgate.console.page;

import java.util.List;
import java.util.Optional;

/**
 * The page that adds laptops.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param uses how many laptops, as typed
 * @param hours how long, to choose from
 * @param line the line to paste, shown once; empty before it is made
 * @param usesSentence how many laptops it adds, in words
 * @param endsAt until when
 * @param arrived laptops added in the last day, newest first
 */
public record EnrolView(
    Frame frame,
    Problems problems,
    String uses,
    List<ListEntry> hours,
    String line,
    String usesSentence,
    Optional<Moment> endsAt,
    List<LaptopList.Row> arrived) {
  public EnrolView {
    hours = List.copyOf(hours);
    arrived = List.copyOf(arrived);
  }
}
