package io.stairgate.console.account;

import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Lets one person join a setting once.
 *
 * @param id names it
 * @param setting the setting
 * @param personName whom it is for; may be empty where the server's command line made it
 * @param roles what the person will be; at least one
 * @param accessEndsAt when these roles end by themselves
 * @param madeBy display name of whoever made it
 * @param madeAt when
 * @param endsAt until when the link is good
 * @param usedAt when somebody joined with it
 * @param withdrawn whether it was taken back
 */
public record Invitation(
    UUID id,
    SettingId setting,
    String personName,
    Set<Role> roles,
    Optional<Instant> accessEndsAt,
    String madeBy,
    Instant madeAt,
    Instant endsAt,
    Optional<Instant> usedAt,
    boolean withdrawn) {
  public Invitation {
    roles = Set.copyOf(roles);
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("Choose at least one role.");
    }
  }

  /** Whether somebody may still join with it. */
  public boolean openAt(Instant now) {
    return usedAt.isEmpty() && !withdrawn && endsAt.isAfter(now);
  }
}
