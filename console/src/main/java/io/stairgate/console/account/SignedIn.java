package io.stairgate.console.account;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.setting.SettingId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A person in front of a browser that is signed in, or is half-way there, as the database knows it
 * at this request.
 *
 * @param session hash of the browser's cookie
 * @param setting the setting being looked at
 * @param settingName its name
 * @param account the person
 * @param name the person's display name
 * @param roles the person's roles in this setting; empty when they were taken away or have ended
 * @param csrf the token every form of this session carries
 * @param firstStep how the person showed who they are
 * @param signedInAt when the first step was done
 * @param lastUsedAt when the session was last used
 * @param endsAt when it ends whatever is done, 12 hours after sign-in
 * @param secondAt when the second step was done; empty: it is still to come
 * @param provedAt when a second step was last proved
 */
public record SignedIn(
    Bytes session,
    SettingId setting,
    String settingName,
    UUID account,
    String name,
    Set<Role> roles,
    String csrf,
    SessionStore.FirstStep firstStep,
    Instant signedInAt,
    Instant lastUsedAt,
    Instant endsAt,
    Optional<Instant> secondAt,
    Optional<Instant> provedAt) {
  /** A proof of the second step is fresh for this long. */
  public static final Duration FRESH = Duration.ofMinutes(10);

  public SignedIn {
    roles = Set.copyOf(roles);
  }

  /** Whether the second step was done. Before it the person may do that and sign out. */
  public boolean complete() {
    return secondAt.isPresent();
  }

  /** Whether a second step was proved within the last {@link #FRESH}. */
  public boolean freshAt(Instant now) {
    return provedAt.filter(at -> at.plus(FRESH).isAfter(now)).isPresent();
  }

  /** Whether one of the person's roles has {@code right}. */
  public boolean may(Right right) {
    return right == Right.SIGN_OUT || roles.stream().anyMatch(role -> role.may(right));
  }

  /** Who the log says did it. */
  public Actor actor() {
    return new Actor.Person(account, name);
  }

  /** Whether {@code token} is this session's form token; takes the same time for each wrong one. */
  public boolean hasCsrf(String token) {
    return MessageDigest.isEqual(
        csrf.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }
}
