package io.stairgate.console.token;

import io.stairgate.console.account.Role;
import io.stairgate.console.setting.SettingId;

/**
 * What a bearer token may do.
 *
 * @param setting the setting it is for
 * @param name what it was called when it was made
 * @param role what it may be
 */
public record ApiToken(SettingId setting, String name, Role role) {}
