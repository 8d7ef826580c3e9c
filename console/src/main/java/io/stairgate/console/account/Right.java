package io.stairgate.console.account;

/** One thing that not everybody may do. */
public enum Right {
  /** See laptops, what was proved about them, and alerts. */
  LOOK,
  /** Say "I have seen this" of an alert. */
  ACKNOWLEDGE,
  /** Make the line that adds laptops. */
  ENROL,
  /** Give a laptop another name. */
  RENAME,
  /** Change how far a rule goes on a laptop. */
  SWITCH_RULE,
  /** Let a laptop back in that was off for long, or say which laptop it was before. */
  LET_RETURN
}
