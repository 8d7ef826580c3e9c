package io.stairgate.agent.platform.linux.hold;

/** What has to run once after a rule's steps were made or put back, before they have an effect. */
public interface Afterwards {
  /** What it is about, for people: {@code the desktop's settings}. */
  String what();

  /** Whether it has to run now, as far as reading shows it. */
  boolean due();

  /**
   * Runs it. Done again it does no harm.
   *
   * @throws HoldException where it did not work
   */
  void run() throws HoldException, InterruptedException;
}
