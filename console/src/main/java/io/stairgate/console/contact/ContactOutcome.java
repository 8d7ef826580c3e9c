package io.stairgate.console.contact;

/** How it went. */
public sealed interface ContactOutcome {
  /** It is done. */
  record Done() implements ContactOutcome {}

  /** There is no such thing. */
  record NotThere() implements ContactOutcome {}

  /**
   * It was not done.
   *
   * @param field what must be put right
   * @param sentence what to do
   */
  record Refused(String field, String sentence) implements ContactOutcome {}
}
