package io.stairgate.console.token;

import io.stairgate.console.account.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A token as people see it: not what it lets in with.
 *
 * @param id names it
 * @param name what it is for
 * @param role what it may be
 * @param madeBy display name of the person who made it; empty: the server's command line
 * @param madeAt when
 * @param lastUsedAt to the minute; empty before the first use
 * @param endsAt when it ends by itself; empty: not by itself
 */
public record KnownToken(
    UUID id,
    String name,
    Role role,
    Optional<String> madeBy,
    Instant madeAt,
    Optional<Instant> lastUsedAt,
    Optional<Instant> endsAt) {}
