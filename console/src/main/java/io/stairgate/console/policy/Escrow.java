package io.stairgate.console.policy;

import java.time.Instant;
import java.util.Optional;

/**
 * What a laptop is asked about recovery keys of its disks.
 *
 * @param wanted whether it makes one: true once the setting's own key was split
 * @param replaceMadeBefore those made before this are replaced, because somebody saw one; empty:
 *     none
 */
public record Escrow(boolean wanted, Optional<Instant> replaceMadeBefore) {
  /** No recovery key is asked for. */
  public static final Escrow NONE = new Escrow(false, Optional.empty());
}
