package io.stairgate.console.account;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.setting.SettingId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * A person in front of a signed-in browser, as the database knows it at this request.
 *
 * @param session hash of the browser's cookie
 * @param setting the setting being looked at
 * @param settingName its name
 * @param account the person
 * @param name the person's display name
 * @param roles the person's roles in this setting; may be empty when they were taken away
 * @param csrf the token every form of this session carries
 * @param lastUsedAt when the session was last used
 * @param endsAt when it ends whatever is done, 12 hours after sign-in
 */
public record SignedIn(
    Bytes session,
    SettingId setting,
    String settingName,
    UUID account,
    String name,
    Set<Role> roles,
    String csrf,
    Instant lastUsedAt,
    Instant endsAt) {
  public SignedIn {
    roles = Set.copyOf(roles);
  }

  /** Whether one of the person's roles has {@code right}. */
  public boolean may(Right right) {
    return right == Right.SIGN_OUT || roles.stream().anyMatch(role -> role.may(right));
  }

  /** Whether {@code token} is this session's form token; takes the same time for each wrong one. */
  public boolean hasCsrf(String token) {
    return MessageDigest.isEqual(
        csrf.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }
}
