package io.stairgate.agent.control;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which accounts can sign in to the laptop and which of them may change it. Implemented per
 * system; called by one thread at a time.
 */
public interface PeopleSource {
  /** Reads it now. */
  Reading read();

  /**
   * Names of accounts that nobody used since a moment. Only that: the times of use stay with the
   * system and are not kept.
   *
   * @param names the accounts asked for
   * @return empty where the laptop keeps no record that reaches back so far
   */
  Optional<Set<String>> unusedSince(Set<String> names, Instant since);

  /**
   * Names of accounts that somebody used since a moment, as far as the laptop keeps a record; again
   * only that.
   *
   * @param names the accounts asked for
   */
  Set<String> usedSince(Set<String> names, Instant since);

  /** What came of reading. */
  sealed interface Reading {
    /**
     * It was read.
     *
     * @param people root and the accounts of people, in the system's order
     * @param elsewhere true where people can also sign in with accounts that are kept elsewhere
     * @param rightsClear false where it could not be read who may change the laptop, or not all of
     *     it
     */
    record People(List<Person> people, boolean elsewhere, boolean rightsClear) implements Reading {
      public People {
        people = List.copyOf(people);
      }
    }

    /**
     * Nothing could be read.
     *
     * @param reason stable code
     */
    record Unreadable(String reason) implements Reading {}
  }

  /**
   * One account.
   *
   * @param name its name
   * @param root true for the system's own administrator account
   * @param door how somebody can sign in with it
   * @param administrator what makes it an administrator, in words; empty: it is none
   * @param here whether somebody is signed in with it now
   */
  record Person(
      String name, boolean root, Door door, Optional<String> administrator, boolean here) {
    /** Whether somebody at the laptop can sign in with it, by a password or without. */
    public boolean opens() {
      return door == Door.PASSWORD || door == Door.OPEN || door == Door.ASKED;
    }
  }

  /** How somebody can sign in with an account. */
  enum Door {
    /** With a password. */
    PASSWORD,
    /** Without a password. */
    OPEN,
    /** Without a password, but it has to choose one before anything else. */
    ASKED,
    /** No password opens it; other ways may. */
    LOCKED,
    /** Nobody: the account is over, or it has no way to sign in. */
    SHUT
  }
}
