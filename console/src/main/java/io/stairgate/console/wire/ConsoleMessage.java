package io.stairgate.console.wire;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.witness.AuditHead;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A message to a laptop's stream. */
public sealed interface ConsoleMessage {
  /**
   * Where the stream goes on.
   *
   * @param acknowledgedThrough everything up to this number is on disk
   * @param clock the console's clock
   * @param nickname the laptop's nickname
   * @param head the last line of the setting's log; empty while there is none
   * @param telephoneSecret the laptop's own secret for answers by telephone, 32 bytes
   */
  record Welcome(
      long acknowledgedThrough,
      Instant clock,
      String nickname,
      Optional<AuditHead> head,
      Bytes telephoneSecret)
      implements ConsoleMessage {}

  /**
   * Entries are on disk.
   *
   * @param epoch the journal's epoch
   * @param through everything up to this number
   * @param head the last line of the setting's log; empty while there is none
   */
  record Acknowledgement(UUID epoch, long through, Optional<AuditHead> head)
      implements ConsoleMessage {}

  /**
   * A policy.
   *
   * @param signed as it was signed
   */
  record SignedPolicy(Bytes signed) implements ConsoleMessage {}

  /**
   * What the laptop may open.
   *
   * @param signed as it was signed
   */
  record SignedPermissions(Bytes signed) implements ConsoleMessage {}

  /**
   * Prove every rule now.
   *
   * @param command id of the command
   */
  record CheckNow(UUID command) implements ConsoleMessage {}
}
