package io.stairgate.console.secondstep;

/** How a change of a person's second steps ended. */
public sealed interface Changed {
  /** It is done. */
  record Done() implements Changed {}

  /**
   * Nothing was changed.
   *
   * @param field the field of the form that must be put right
   * @param sentence what to do
   */
  record No(String field, String sentence) implements Changed {}
}
