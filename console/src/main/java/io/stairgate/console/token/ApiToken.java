package io.stairgate.console.token;

import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.setting.SettingId;
import java.util.Optional;
import java.util.UUID;

/**
 * What a bearer token may do.
 *
 * @param id names it
 * @param setting the setting it is for
 * @param name what it was called when it was made
 * @param role what it may be
 * @param madeBy the person who made it; empty: the server's command line
 */
public record ApiToken(UUID id, SettingId setting, String name, Role role, Optional<UUID> madeBy) {
  /** Who the log says did it. */
  public Actor actor() {
    return new Actor.Program(id, name);
  }
}
