package io.stairgate.agent.policy;

import java.time.Duration;

/** The settings of one rule. */
public sealed interface RuleSettings {
  /** The rule has none, or keeps its defaults. */
  record Defaults() implements RuleSettings {}

  /**
   * Settings of {@code screen-lock}.
   *
   * @param idle the longest time without use after which the screen must lock, 1 minute to 1 hour
   */
  record ScreenLock(Duration idle) implements RuleSettings {
    /** Ten minutes: our suggestion, no standard names a number. */
    public static final ScreenLock DEFAULT = new ScreenLock(Duration.ofMinutes(10));

    public ScreenLock {
      if (idle.compareTo(Duration.ofMinutes(1)) < 0 || idle.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException("the screen lock is 1 minute to 1 hour, not " + idle);
      }
    }
  }

  /**
   * Settings of {@code password-age}.
   *
   * @param limit when a password must have been changed
   */
  record PasswordAge(AgeLimit limit) implements RuleSettings {
    /** Each term. */
    public static final PasswordAge DEFAULT = new PasswordAge(new AgeLimit.EachTerm());
  }

  /** When a password must have been changed. */
  sealed interface AgeLimit {
    /** Since 14 days before the current term's start; due 14 days after it. */
    record EachTerm() implements AgeLimit {}

    /** Within the last calendar month. */
    record Monthly() implements AgeLimit {}

    /**
     * Within a number of days.
     *
     * @param days 1 to 3650
     */
    record Days(int days) implements AgeLimit {
      public Days {
        if (days < 1 || days > 3650) {
          throw new IllegalArgumentException("a password age is 1 to 3650 days, not " + days);
        }
      }
    }

    /** Only when it is known to be compromised. */
    record IfCompromised() implements AgeLimit {}
  }
}
