package io.stairgate.agent.control;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Tells when people's passwords were changed. Implemented per system; called by one thread at a
 * time.
 */
public interface AccountSource {
  /** Reads it now. */
  Reading read();

  /** What came of reading. */
  sealed interface Reading {
    /**
     * It was read.
     *
     * @param accounts the accounts a person signs in with
     * @param others true where people can also sign in with accounts that are kept elsewhere
     * @param written when the list of passwords was last written; empty: the system does not tell
     */
    record Accounts(List<Account> accounts, boolean others, Optional<Instant> written)
        implements Reading {
      public Accounts {
        accounts = List.copyOf(accounts);
      }

      /** Where nobody knows when the list was written. */
      public Accounts(List<Account> accounts, boolean others) {
        this(accounts, others, Optional.empty());
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
   * One account a person signs in with.
   *
   * @param name its name
   * @param password what is known of its password; never the password or its hash
   */
  record Account(String name, Password password) {}

  /** What is known of a password. */
  sealed interface Password {
    /**
     * It was changed on a day.
     *
     * @param day as the system keeps it: the day in UTC
     */
    record Changed(LocalDate day) implements Password {}

    /** It has to be changed at the next sign-in. */
    record DueNow() implements Password {}

    /** The system keeps no date for it. */
    record NoDate() implements Password {}

    /** There is none: the account opens without. */
    record None() implements Password {}
  }
}
