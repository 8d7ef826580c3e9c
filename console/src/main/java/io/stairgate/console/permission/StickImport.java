package io.stairgate.console.permission;

import java.util.List;

/**
 * What a CSV file of serials would put on the list.
 *
 * @param sticks the good lines, in the file's order
 * @param problems what is wrong, by line
 * @param alreadyListed how many good lines were left out because the list has them
 */
public record StickImport(List<NewOwnStick> sticks, List<Problem> problems, int alreadyListed) {
  public StickImport {
    sticks = List.copyOf(sticks);
    problems = List.copyOf(problems);
  }

  /**
   * What is wrong with a line.
   *
   * @param line its number in the file, from 1; 0: the file as a whole
   * @param sentence what to do
   */
  public record Problem(int line, String sentence) {}
}
