package io.stairgate.console.keep;

import io.stairgate.console.device.DeviceId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * While it holds, nothing is removed: of one laptop or of the whole setting.
 *
 * @param id its id
 * @param laptop the one laptop; empty: the whole setting
 * @param reason why, in the person's words
 * @param by who made it
 * @param at when
 * @param ended who took it back, when and why; empty: it holds
 */
public record Hold(
    UUID id,
    Optional<DeviceId> laptop,
    String reason,
    String by,
    Instant at,
    Optional<Ended> ended) {

  /**
   * How it ended.
   *
   * @param by who took it back
   * @param at when
   * @param word why
   */
  public record Ended(String by, Instant at, String word) {}
}
