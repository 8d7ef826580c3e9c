package io.stairgate.console.account;

/** One thing that not everybody may do. Which role has which is {@link Role#may}. */
public enum Right {
  /** Sign out: everybody whose passphrase was right, whatever else they may. */
  SIGN_OUT,
  /** See what is one's own: own page, own sign-in, what waits for one's own decision. */
  OWN,
  /** See laptops, what was proved about them, and alerts. */
  LOOK,
  /** Say "I have seen this" of an alert. */
  ACKNOWLEDGE,
  /** Make the line that adds laptops. */
  ENROL,
  /** Give a laptop another name. */
  RENAME,
  /** Let a laptop back in that was off for long, or say which laptop it was before. */
  LET_RETURN,
  /** Change how far a rule goes on a laptop. */
  SWITCH_RULE,
  /** Suggest an answer to a request for a stick, or a stick for the setting's own list. */
  PROPOSE_STICK,
  /** End a permission for a stick now. */
  STOP_STICK,
  /** Read the setting's rules as a whole, and their earlier versions. */
  SEE_POLICY,
  /** Ask for a change of the rules. Whether it stands at once is for {@link Decision} to say. */
  PROPOSE_POLICY,
  /** See who has access. */
  SEE_PEOPLE,
  /** Invite people, change their roles, remove them, look through who has access. */
  MANAGE_PEOPLE,
  /** Read the log of who did what. */
  SEE_AUDIT,
  /** Make and end the tokens of programs. */
  MANAGE_PROGRAMS,
  /** Say with which outside account people may sign in. */
  MANAGE_SIGN_IN,
  /** Hold a share of the setting's recovery key, ask for a laptop's key, agree to that. */
  KEEP_RECOVERY_KEYS,
  /** Say how long things are kept, and what may not be removed. */
  DECIDE_KEEPING,
  /** Add a setting to the console. */
  ADD_SETTING,
  /** See that an incident exists, and nothing of its words. */
  SEE_INCIDENTS,
  /** Read the words of an incident that concerns one's duty; see {@link Audience}. */
  READ_INCIDENTS
}
