package io.stairgate.console.oidc;

/** What became of a form about a provider. */
public sealed interface Saved {
  /** It is kept. */
  record Done() implements Saved {}

  /**
   * Something must be put right.
   *
   * @param field the field's name
   * @param sentence what to do
   */
  record FieldWrong(String field, String sentence) implements Saved {}
}
