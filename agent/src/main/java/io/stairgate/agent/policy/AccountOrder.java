package io.stairgate.agent.policy;

import io.stairgate.agent.event.Text;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What the console says of one account of the laptop.
 *
 * @param account its sign-in name
 * @param until last day on which the person may use the laptop
 * @param suspendedUntil the person's sign-in is stopped until then
 * @param passwordKnownSince since then somebody else may know the password; over as soon as it was
 *     changed after it
 * @param administratorUntil last day on which it may be an administrator
 * @param shared several named people share its password
 * @param left the person left: the account is to be shut
 */
public record AccountOrder(
    String account,
    Optional<LocalDate> until,
    Optional<Instant> suspendedUntil,
    Optional<Instant> passwordKnownSince,
    Optional<LocalDate> administratorUntil,
    boolean shared,
    boolean left) {
  public AccountOrder {
    account = Text.clean(account, 64);
    if (account.isEmpty()) {
      throw new IllegalArgumentException("an account has a name");
    }
  }

  /**
   * Whether the account is to be shut on {@code today}: its person left, or its last day is over.
   */
  public boolean over(LocalDate today) {
    return left || until.filter(today::isAfter).isPresent();
  }

  /** Whether the person's sign-in is stopped at {@code now}. */
  public boolean suspended(Instant now) {
    return suspendedUntil.filter(now::isBefore).isPresent();
  }
}
