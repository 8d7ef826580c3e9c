package io.stairgate.console.witness;

import java.time.Instant;
import java.util.Optional;

/**
 * When every line of a setting's log was last proved, and what came of it.
 *
 * @param at when
 * @param lines how many lines were there and right
 * @param firstBroken the first that is missing or was changed; empty where none is
 */
public record AuditCheck(Instant at, long lines, Optional<Long> firstBroken) {}
