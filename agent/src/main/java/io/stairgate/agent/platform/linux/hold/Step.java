package io.stairgate.agent.platform.linux.hold;

/**
 * One change of the laptop that can be taken back. Looking at it needs no more than the service's
 * rights; making it and taking it back happen in the root unit, one after the other.
 */
public interface Step {
  /**
   * Stable name, by which the record knows what was there before: {@code
   * file:/etc/dconf/profile/user}. At most 200 printable ASCII characters.
   */
  String id();

  /** What it is about, for people: {@code the time until the screen locks}. */
  String what();

  /** What the rule asks for, in words; at most 256 characters, no secret. */
  String expected();

  /** What is there now, in words; at most 256 characters, no secret. */
  String found();

  /** What making it does, one sentence for people: "The screen will lock after 10 minutes." */
  String sentence();

  /** Whether it is as the rule asks; false where that cannot be read. */
  boolean done();

  /**
   * What is there now, exactly, so that it can be put back; forced to disk before {@link #make}. At
   * most 256 KiB of text.
   *
   * @throws HoldException where it cannot be read: then nothing is changed
   */
  String before() throws HoldException, InterruptedException;

  /**
   * Makes it so. Done again it changes nothing.
   *
   * @throws HoldException where it could not be made
   */
  void make() throws HoldException, InterruptedException;

  /**
   * Makes it so again. Where that in which it stands is gone meanwhile, what the setting had there
   * comes back with it.
   *
   * @param before what {@link #before} said when it was first made
   * @throws HoldException where it could not be made
   */
  default void make(String before) throws HoldException, InterruptedException {
    make();
  }

  /**
   * Puts back exactly what was there before.
   *
   * @param before what {@link #before} said
   * @throws HoldException where it could not be put back; the record is then kept and it is tried
   *     again
   */
  void putBack(String before) throws HoldException, InterruptedException;

  /**
   * What {@link #before} will say once it is made, where that is known beforehand; it is recorded
   * before {@link #make}. Putting back leaves alone what somebody else made of it since. Empty: not
   * known, and putting back asks nobody.
   *
   * @throws HoldException where it cannot be read: then nothing is changed
   */
  default String aim() throws HoldException, InterruptedException {
    return "";
  }

  /**
   * Whether what is there now is what was made.
   *
   * @param aim what {@link #aim} said when it was made; not empty
   * @throws HoldException where it cannot be read
   */
  default boolean still(String aim) throws HoldException, InterruptedException {
    return before().equals(aim);
  }
}
