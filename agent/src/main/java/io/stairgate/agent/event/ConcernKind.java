package io.stairgate.agent.event;

/** What a person's report is about. */
public enum ConcernKind {
  /** Something worrying was seen or heard. */
  WORRY,
  /** Somebody else may know the password of the account that reports it. */
  PASSWORD_KNOWN,
  /** A laptop is lost or stolen. */
  LAPTOP_LOST,
  /** A message, picture or page upset them. */
  UPSETTING_MESSAGE
}
