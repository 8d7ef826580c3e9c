package io.stairgate.console.media;

/**
 * Something that happened with a portable medium.
 *
 * @param medium which
 * @param action what happened
 * @param presentAtStart whether it was already in when the agent started
 */
public record Sighting(Medium medium, Action action, boolean presentAtStart) {
  /** What happened to a medium. */
  public enum Action {
    /** Plugged in without permission and shut out. */
    BLOCKED,
    /** Plugged in without permission and not shut out, because the rule only watches. */
    SEEN,
    /** Plugged in with a permission. */
    ALLOWED,
    /** Taken out. */
    REMOVED,
    /** It should have been shut out and was not. */
    NOT_BLOCKED
  }
}
