package io.stairgate.agent.event;

/** What happened to a recovery key. */
public enum RecoveryKeyStep {
  /** It was added to the volume and proved to open it. */
  ADDED,
  /** The agent took it out again: it opens nothing any more. */
  REMOVED,
  /** It was taken out by somebody else. */
  VANISHED
}
