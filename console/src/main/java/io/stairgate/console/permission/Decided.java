package io.stairgate.console.permission;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That somebody decided.
 *
 * @param by the person; empty where it was the console itself
 * @param name how people know them
 * @param at when
 * @param word what they wrote; may be empty
 */
public record Decided(Optional<UUID> by, String name, Instant at, String word) {}
