package io.stairgate.agent.control;

import io.stairgate.agent.control.AccountSource.Account;
import io.stairgate.agent.control.AccountSource.Password;
import io.stairgate.agent.policy.AccountOrder;
import io.stairgate.agent.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * How it stands with a password that somebody else may know: it is to be changed within 24 hours.
 *
 * <p>The system keeps the day of a change, not the hour. A change on the day of the report counts
 * only where the list of passwords was written after the report: before that nothing can have
 * changed. Another account's change on that same day can be taken for it (LIMITS).
 */
public enum PasswordKnown {
  /** Nobody said so. */
  NOT_SAID,
  /** Said, and changed since. */
  CHANGED,
  /** Said, not changed yet, less than 24 hours ago. */
  WAITING,
  /** Said, and not changed for 24 hours or longer. */
  LATE,
  /** Said, and nobody can tell whether it was changed since. */
  UNCLEAR;

  private static final Duration TIME = Duration.ofHours(24);

  /**
   * For one account.
   *
   * @param written when the list of passwords was last written, where the system tells
   */
  public static PasswordKnown of(
      Account account, Policy policy, Optional<Instant> written, Instant now) {
    Optional<Instant> said =
        policy.account(account.name()).flatMap(AccountOrder::passwordKnownSince);
    if (said.isEmpty()) {
      return NOT_SAID;
    }
    Instant since = said.get();
    PasswordKnown open = now.isBefore(since.plus(TIME)) ? WAITING : LATE;
    boolean unwritten = written.filter(at -> !at.isAfter(since)).isPresent();
    return switch (account.password()) {
      case Password.DueNow(), Password.None() -> open;
      case Password.NoDate() -> unwritten ? open : UNCLEAR;
      case Password.Changed(LocalDate day) -> {
        LocalDate known = LocalDate.ofInstant(since, ZoneOffset.UTC);
        if (day.isAfter(LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(1))) {
          // A day to come: a clock was wrong, and it proves nothing.
          yield unwritten ? open : UNCLEAR;
        }
        if (day.isEqual(known)) {
          yield unwritten || written.isEmpty() ? open : CHANGED;
        }
        yield day.isAfter(known) ? CHANGED : open;
      }
    };
  }
}
