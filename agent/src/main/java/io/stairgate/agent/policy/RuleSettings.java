package io.stairgate.agent.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

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

  /**
   * Settings of {@code encryption}.
   *
   * @param graceDays days from enrolment in which a laptop may still be unencrypted, 0 to 60
   * @param escrow whether a recovery key is asked for
   * @param replaceMadeBefore recovery keys made before this are to be replaced
   */
  record Encryption(int graceDays, boolean escrow, Optional<Instant> replaceMadeBefore)
      implements RuleSettings {
    /** The default. */
    public static final Encryption DEFAULT = new Encryption(7, false, Optional.empty());

    public Encryption {
      within("days of grace", graceDays, 0, 60);
    }
  }

  /**
   * Settings of {@code password-strength}.
   *
   * @param length fewest characters, 8 to 64
   * @param mixture whether capitals, small letters, numbers and signs must be mixed
   */
  record PasswordStrength(int length, boolean mixture) implements RuleSettings {
    /** The default. */
    public static final PasswordStrength DEFAULT = new PasswordStrength(12, false);

    public PasswordStrength {
      within("a password's length", length, 8, 64);
    }
  }

  /**
   * Settings of {@code sign-in}.
   *
   * @param wrongTries wrong tries until signing in locks, 3 to 50
   */
  record SignIn(int wrongTries) implements RuleSettings {
    /** The default. */
    public static final SignIn DEFAULT = new SignIn(10);

    public SignIn {
      within("wrong tries", wrongTries, 3, 50);
    }
  }

  /**
   * Settings of {@code shared-secret}.
   *
   * @param allowed whether an account marked as shared is allowed
   * @param holders how many named people share it
   */
  record SharedSecret(boolean allowed, int holders) implements RuleSettings {
    /** The default. */
    public static final SharedSecret DEFAULT = new SharedSecret(false, 0);
  }

  /**
   * Settings of {@code accounts}.
   *
   * @param unusedDays days after which an account nobody used is shown, 14 to 365
   */
  record Accounts(int unusedDays) implements RuleSettings {
    /** The default. */
    public static final Accounts DEFAULT = new Accounts(90);

    public Accounts {
      within("unused days", unusedDays, 14, 365);
    }
  }

  /**
   * Settings of {@code anti-virus}.
   *
   * @param amberDays open days until old definitions are shown, 1 to 60
   * @param redDays open days until they make the rule not met, 1 to 60
   */
  record AntiVirus(int amberDays, int redDays) implements RuleSettings {
    /** The default. */
    public static final AntiVirus DEFAULT = new AntiVirus(3, 7);

    public AntiVirus {
      within("amber days", amberDays, 1, 60);
      within("red days", redDays, amberDays, 60);
    }
  }

  /**
   * Settings of {@code updates}.
   *
   * @param days days until an important update must be in, 1 to 60
   */
  record Updates(int days) implements RuleSettings {
    /** The default. */
    public static final Updates DEFAULT = new Updates(14);

    public Updates {
      within("days for updates", days, 1, 60);
    }
  }

  /**
   * Settings of {@code software}.
   *
   * @param everything whether every program is reported, and not only what is newly added
   * @param approved names of approved programs, at most 2,000
   * @param cloudStorage whether programs that keep files in the cloud may be approved at all
   */
  record Software(boolean everything, Set<String> approved, boolean cloudStorage)
      implements RuleSettings {
    /** The default. */
    public static final Software DEFAULT = new Software(false, Set.of(), false);

    public Software {
      approved = Set.copyOf(approved);
      within("approved programs", approved.size(), 0, 2_000);
    }
  }

  /**
   * Settings of {@code sign-in-notice}.
   *
   * @param againAfterDays days until it is to be read again, 30 to 730
   */
  record SignInNotice(int againAfterDays) implements RuleSettings {
    /** The default. */
    public static final SignInNotice DEFAULT = new SignInNotice(365);

    public SignInNotice {
      within("days until the notice is read again", againAfterDays, 30, 730);
    }
  }

  /**
   * Settings of {@code filtering-check}.
   *
   * @param testAddress an http or https address that the filter must block; empty: nobody set it up
   * @param days days from check to check, 1 to 92
   */
  record FilteringCheck(String testAddress, int days) implements RuleSettings {
    /** The default. */
    public static final FilteringCheck DEFAULT = new FilteringCheck("", 7);

    public FilteringCheck {
      within("days between checks of the filter", days, 1, 92);
      if (testAddress.length() > 500
          || (!testAddress.isEmpty() && !testAddress.matches("https?://[!-~]+"))) {
        throw new IllegalArgumentException("not an address to test the filter with");
      }
    }
  }

  /**
   * Settings of {@code backup}.
   *
   * @param days days a backup may be old, 1 to 365
   */
  record Backup(int days) implements RuleSettings {
    /** The default. */
    public static final Backup DEFAULT = new Backup(7);

    public Backup {
      within("days between backups", days, 1, 365);
    }
  }

  /**
   * Settings of {@code children-use}.
   *
   * @param forChildren whether children use this laptop
   */
  record ChildrenUse(boolean forChildren) implements RuleSettings {
    /** The default. */
    public static final ChildrenUse DEFAULT = new ChildrenUse(false);
  }

  private static void within(String what, int number, int least, int most) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(what + ": " + least + " to " + most + ", not " + number);
    }
  }
}
