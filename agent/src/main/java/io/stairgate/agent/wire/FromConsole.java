package io.stairgate.agent.wire;

import io.stairgate.agent.policy.SignedPermissions;
import io.stairgate.agent.policy.SignedPolicy;
import java.time.Instant;
import java.util.Optional;

/** One message of the console on the link. */
public sealed interface FromConsole {
  /**
   * The first answer: where to go on from.
   *
   * @param acknowledgedThrough everything up to this number is on the console's disk; 0: nothing
   * @param clock the console's clock
   * @param nickname the laptop's name now, at most 64 characters; may be empty
   * @param head the last line of the console's log of who did what, where there is one
   * @param telephoneSecret the laptop's own secret for answers by telephone, where it came
   */
  record Welcome(
      long acknowledgedThrough,
      Instant clock,
      String nickname,
      Optional<AuditHead> head,
      Optional<TelephoneSecret> telephoneSecret)
      implements FromConsole {}

  /**
   * Entries are on the console's disk.
   *
   * @param epoch the journal's epoch
   * @param throughSequence everything up to this number is safe
   * @param head the last line of the console's log of who did what, where there is one
   */
  record Acknowledged(String epoch, long throughSequence, Optional<AuditHead> head)
      implements FromConsole {}

  /**
   * A policy, not yet verified.
   *
   * @param signed as it came
   */
  record PolicyArrived(SignedPolicy signed) implements FromConsole {}

  /**
   * The laptop's permissions, not yet verified.
   *
   * @param signed as they came
   */
  record PermissionsArrived(SignedPermissions signed) implements FromConsole {}

  /**
   * Prove every rule now.
   *
   * @param commandId to be named in the answer
   */
  record CheckNow(String commandId) implements FromConsole {}

  /**
   * A command of a newer console.
   *
   * @param commandId to be named in the answer
   */
  record UnknownCommand(String commandId) implements FromConsole {}

  /** A kind of message that only newer agents know; it is left aside. */
  record UnknownMessage() implements FromConsole {}
}
