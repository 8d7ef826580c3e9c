package io.stairgate.agent.control;

/**
 * Tells the people who are signed in at a desktop. Any thread may call it; it does not block, and
 * nothing hangs on it: where nobody sits at a desktop nothing is started.
 */
public interface Messenger {
  /** Shows a notice, in place of the one before in its slot. */
  void tell(Notice notice);

  /** A laptop without desktops. */
  Messenger NOBODY = notice -> {};
}
