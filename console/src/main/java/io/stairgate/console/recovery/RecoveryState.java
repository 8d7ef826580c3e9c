package io.stairgate.console.recovery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How far a setting is with its own recovery key.
 *
 * @param needed how many holders together open, from 2
 * @param printedAt when the key was last printed for the safe
 * @param printedBy who printed it
 * @param asked numbers from 1 of the groups of the paper to be typed back; empty where none are
 * @param splitAt when the shares were given out; empty: the console still has the key whole
 * @param drill the last drill
 */
public record RecoveryState(
    int needed,
    Optional<Instant> printedAt,
    Optional<UUID> printedBy,
    List<Integer> asked,
    Optional<Instant> splitAt,
    Optional<Drill> drill) {
  static final RecoveryState START =
      new RecoveryState(
          2, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());

  public RecoveryState {
    asked = List.copyOf(asked);
    if (needed < 2 || needed > 9) {
      throw new IllegalArgumentException("2 to 9 people together open");
    }
  }

  /**
   * Kept keys were tried.
   *
   * @param at when
   * @param keys how many were opened and looked at
   * @param passed whether each was what it must be
   */
  public record Drill(Instant at, int keys, boolean passed) {}
}
