package io.stairgate.agent.policy;

import io.stairgate.agent.event.PolicyVersion;
import java.time.Instant;
import java.util.List;

/**
 * Everything this laptop may open, as its console said it.
 *
 * @param deviceId the laptop it is for
 * @param version grows with each change; an older one is refused
 * @param issuedAt when it was made, by the console's clock
 * @param permissions at most 64, each with an id of its own
 * @param refused requests that were refused lately; more than 8 are cut
 * @param stopped ids of permissions this laptop made itself, by telephone, that are to end now;
 *     more than 16 are cut
 */
public record Permissions(
    String deviceId,
    PolicyVersion version,
    Instant issuedAt,
    List<Permission> permissions,
    List<RefusedRequest> refused,
    List<String> stopped) {
  /** The most permissions of one laptop. */
  public static final int MOST = 64;

  public Permissions {
    permissions = List.copyOf(permissions);
    refused = refused.stream().limit(8).toList();
    stopped = stopped.stream().limit(16).toList();
    if (permissions.size() > MOST) {
      throw new IllegalArgumentException("more than " + MOST + " permissions");
    }
    if (permissions.stream().map(Permission::id).distinct().count() != permissions.size()) {
      throw new IllegalArgumentException("a permission stands twice");
    }
  }
}
