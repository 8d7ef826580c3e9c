package io.stairgate.console.account;

/** One thing that not everybody may do. */
public enum Right {
  /** Sign out: everybody who is signed in, whatever else they may. */
  SIGN_OUT,
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
