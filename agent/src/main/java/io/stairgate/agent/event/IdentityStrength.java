package io.stairgate.agent.event;

/** How well a medium can be told from another one. */
public enum IdentityStrength {
  /** It gives a serial of its own. */
  SERIAL,
  /** It gives no serial, or one that is known to be shared. */
  WEAK
}
