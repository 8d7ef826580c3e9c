package io.stairgate.agent.event;

/** What happened to the agent itself. */
public enum AgentAction {
  /** It started. */
  STARTED,
  /** It was stopped in good order. */
  STOPPED,
  /** A policy was taken over. */
  POLICY_APPLIED,
  /** A policy was refused and nothing changed. */
  POLICY_REFUSED,
  /** The last good policy was put back after two crashes. */
  POLICY_ROLLED_BACK,
  /** Something that is enforced had been changed by others and was put back. */
  DRIFT_CORRECTED,
  /** Something could not be done. */
  FAULT,
  /** Somebody with administrator rights stopped, masked, removed or changed a part of it. */
  TAMPERED,
  /** It is back after it was away while the laptop was on. */
  WAS_AWAY
}
