package io.stairgate.agent.event;

/** What happened with a permission on this laptop. */
public enum PermissionStep {
  /** The laptop has it and will obey it. */
  RECEIVED,
  /** The laptop does not obey it. */
  NOT_OBEYED,
  /** The medium is encrypted and waits for the person to unlock it. */
  LOCKED,
  /** The scan began. */
  SCANNING,
  /** The scan ended; where its answer is not enough to open the medium, it stays shut. */
  SCANNED,
  /** The person can use it. */
  OPENED,
  /** It was shut again and the permission goes on. */
  CLOSED,
  /** The permission is over on this laptop and the medium is shut. */
  ENDED,
  /** Given by telephone: the laptop made it itself. */
  BY_TELEPHONE,
  /** Held back because the laptop's clock cannot be trusted. */
  SUSPENDED,
  /** It could not be opened although it is allowed. */
  FAILED
}
