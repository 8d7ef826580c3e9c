package io.stairgate.console.wire;

import io.stairgate.console.database.Bytes;
import java.time.Instant;
import java.util.UUID;

/** A message to a laptop's stream. */
public sealed interface ConsoleMessage {
  /**
   * Where the stream goes on.
   *
   * @param acknowledgedThrough everything up to this number is on disk
   * @param clock the console's clock
   * @param nickname the laptop's nickname
   */
  record Welcome(long acknowledgedThrough, Instant clock, String nickname)
      implements ConsoleMessage {}

  /**
   * Entries are on disk.
   *
   * @param epoch the journal's epoch
   * @param through everything up to this number
   */
  record Acknowledgement(UUID epoch, long through) implements ConsoleMessage {}

  /**
   * A policy.
   *
   * @param signed as it was signed
   */
  record SignedPolicy(Bytes signed) implements ConsoleMessage {}

  /**
   * Prove every rule now.
   *
   * @param command id of the command
   */
  record CheckNow(UUID command) implements ConsoleMessage {}
}
