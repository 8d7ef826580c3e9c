package io.stairgate.agent.command;

/** How a {@link Command} went. */
public sealed interface Outcome {
  /**
   * It ran to its end.
   *
   * @param status what it ended with; 0 is success, 128 and more: by a signal
   * @param output what it wrote to standard output, at most {@link Command#MOST_OUTPUT} bytes; the
   *     rest was thrown away
   * @param error what it wrote to standard error, cut in the same way
   */
  record Ended(int status, String output, String error) implements Outcome {}

  /** Its time was over; it and what it had started were killed. */
  record TooLong() implements Outcome {}

  /** There is no such program, or the system did not start it. */
  record NotStarted() implements Outcome {}

  /** True where it ran to its end and said that all is well. */
  default boolean succeeded() {
    return this instanceof Ended ended && ended.status() == 0;
  }
}
