package io.stairgate.agent.event;

/** Why numbers of a journal carry no content any more. */
public enum GapReason {
  /** Older posture that a later one replaces: nothing is lost. */
  COALESCED,
  /** The journal reached its limit: content is lost. */
  LIMIT,
  /** The record on disk was damaged: content is lost. */
  DAMAGED
}
