package io.stairgate.agent.event;

/** What happened to a medium. */
public enum MediaAction {
  /** Plugged in without permission and shut out: nobody could read it. */
  BLOCKED,
  /** Plugged in without permission and not shut out, because the rule only watches. */
  SEEN,
  /** Plugged in with a permission. */
  ALLOWED,
  /** Taken out. */
  REMOVED,
  /** It should have been shut out, and shutting failed. */
  NOT_BLOCKED
}
