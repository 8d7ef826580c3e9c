package io.stairgate.console.account;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A person who has access to a setting.
 *
 * @param account the person
 * @param name display name
 * @param signInName what the person types to sign in
 * @param roles at least one
 * @param since when the first of the roles was given
 * @param endsAt when the roles end by themselves; empty: not by themselves
 * @param lastSignedInAt last sign-in to the console; empty where there was none yet
 * @param reviewed the last time another person said that this access is still needed
 */
public record Member(
    UUID account,
    String name,
    String signInName,
    Set<Role> roles,
    Instant since,
    Optional<Instant> endsAt,
    Optional<Instant> lastSignedInAt,
    Optional<Review> reviewed) {
  public Member {
    roles = Set.copyOf(roles);
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("A person without a role has no access.");
    }
  }

  /** Whether one of the roles has {@code right}. */
  public boolean may(Right right) {
    return roles.stream().anyMatch(role -> role.may(right));
  }

  /**
   * Somebody said that access is still needed.
   *
   * @param at when
   * @param by who
   */
  public record Review(Instant at, UUID by) {}
}
