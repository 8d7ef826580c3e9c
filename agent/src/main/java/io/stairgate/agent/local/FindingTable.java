package io.stairgate.agent.local;

import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import java.util.ArrayList;
import java.util.List;

/** The findings of a check for a terminal, {@value #WIDTH} columns wide. */
public final class FindingTable {
  /** The width of every terminal. */
  public static final int WIDTH = 80;

  private static final int FIRST = 18;
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[1;31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String FAINT = "\u001b[2m";
  private static final String PLAIN = "\u001b[0m";

  private FindingTable() {}

  /**
   * The lines.
   *
   * @param colours whether to mark states with colours; the words alone say everything too
   */
  public static List<String> lines(List<Finding> findings, boolean colours) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : findings) {
      String reason = finding.state().reasonCode();
      String state = finding.state().word() + (reason.isEmpty() ? "" : " (" + reason + ")");
      List<String> words = wrap(state, WIDTH - FIRST);
      for (int i = 0; i < words.size(); i++) {
        String colour = colours ? colour(finding.state()) : "";
        lines.add(
            pad(i == 0 ? finding.rule().id() : "")
                + colour
                + words.get(i)
                + (colour.isEmpty() ? "" : PLAIN));
      }
      wrap(finding.sentence(), WIDTH - FIRST).forEach(line -> lines.add(pad("") + line));
      for (Evidence fact : finding.evidence()) {
        item(lines, fact.key() + ": " + fact.value(), colours);
      }
      for (String change : finding.wouldChange()) {
        item(lines, "If enforced: " + change, colours);
      }
    }
    long attention =
        findings.stream().filter(each -> each.state() instanceof FindingState.NotMet).count();
    lines.add("");
    lines.add(
        attention == 0
            ? "No rule needs attention."
            : attention + " of " + findings.size() + " rules need attention.");
    return lines;
  }

  private static void item(List<String> lines, String text, boolean colours) {
    List<String> words = wrap(text, WIDTH - FIRST - 2);
    for (int i = 0; i < words.size(); i++) {
      lines.add(
          pad("")
              + (colours ? FAINT : "")
              + (i == 0 ? "- " : "  ")
              + words.get(i)
              + (colours ? PLAIN : ""));
    }
  }

  private static String colour(FindingState state) {
    return switch (state) {
      case FindingState.Met() -> GREEN;
      case FindingState.NotMet() -> RED;
      case FindingState.InProgress(String reason) -> YELLOW;
      case FindingState.Unknown(String reason) -> YELLOW;
      case FindingState.NotApplicable(String reason) -> FAINT;
    };
  }

  private static String pad(String text) {
    return text + " ".repeat(Math.max(0, FIRST - text.length()));
  }

  /** Breaks at spaces; a word that is longer than a line is cut. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String rest = word;
      if (!line.isEmpty() && line.length() + 1 + rest.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (rest.length() > width) {
        lines.add(rest.substring(0, width));
        rest = rest.substring(width);
      }
      line.append(line.isEmpty() ? "" : " ").append(rest);
    }
    lines.add(line.toString());
    return lines;
  }
}
