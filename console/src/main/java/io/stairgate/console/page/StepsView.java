package io.stairgate.console.page;

import java.util.List;

/**
 * The first installation, step by step.
 *
 * @param frame around the page
 * @param steps what to do, in its order
 * @param arrived laptops added in the last day, newest first
 */
public record StepsView(Frame frame, List<Step> steps, List<LaptopList.Row> arrived) {
  public StepsView {
    steps = List.copyOf(steps);
    arrived = List.copyOf(arrived);
  }

  /**
   * One step.
   *
   * @param title what it is
   * @param todo what to do
   * @param code lines to type, as they stand
   * @param href where it is done in the console; empty where that is on the laptop
   * @param link the words of that link
   * @param seen what one sees when it worked
   * @param not what to do when it did not
   * @param rights whether an administrator of the laptop is needed
   * @param undo how to undo it
   * @param arrives whether laptops show themselves in this step
   */
  public record Step(
      String title,
      String todo,
      List<String> code,
      String href,
      String link,
      String seen,
      String not,
      String rights,
      String undo,
      boolean arrives) {
    public Step {
      code = List.copyOf(code);
    }
  }
}
