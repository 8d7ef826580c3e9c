package io.stairgate.console.page;

import java.util.List;

/**
 * The page that puts sticks on the setting's own list: what was typed, and what it would do.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param text the table as typed
 * @param until the last day, as typed
 * @param earliest the earliest last day
 * @param latest the latest last day
 * @param encrypted whether they must be encrypted
 * @param every whether for every laptop
 * @param laptops to choose from, where not for every
 * @param reason why, as typed
 * @param decides whether the reader decides; else it waits for somebody who does
 * @param looked whether the text was read, so that the rest says something
 * @param sentence how many lines can be used
 * @param good what they would put on the list
 * @param wrong lines that cannot be used
 * @param showFirst why the reader must show once more that it is them; empty where they need not
 */
public record StickImportView(
    Frame frame,
    Problems problems,
    String text,
    String until,
    String earliest,
    String latest,
    boolean encrypted,
    boolean every,
    List<DecisionView.Check> laptops,
    String reason,
    boolean decides,
    boolean looked,
    String sentence,
    List<Good> good,
    List<Wrong> wrong,
    List<String> showFirst) {
  public StickImportView {
    laptops = List.copyOf(laptops);
    good = List.copyOf(good);
    wrong = List.copyOf(wrong);
    showFirst = List.copyOf(showFirst);
  }

  /**
   * One stick.
   *
   * @param label what it is called
   * @param serial its serial number
   * @param type maker and model number; may be empty
   */
  public record Good(String label, String serial, String type) {}

  /**
   * A line that cannot be used.
   *
   * @param number from 1; 0: the table as a whole
   * @param sentence what to do
   */
  public record Wrong(int number, String sentence) {}
}
