package io.stairgate.console.account;

import io.stairgate.console.database.Bytes;
import java.time.Instant;
import java.util.Optional;

/**
 * A browser that a person signed in with, every step.
 *
 * @param id hash of its long-lived cookie
 * @param words what it is
 * @param firstAt when the person first signed in with it
 * @param lastAt when the person last signed in with it
 * @param toldAt when the person was told of it, and said that it was them; empty: not yet
 */
public record KnownBrowser(
    Bytes id, String words, Instant firstAt, Instant lastAt, Optional<Instant> toldAt) {}
