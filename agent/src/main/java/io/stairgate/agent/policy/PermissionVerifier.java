package io.stairgate.agent.policy;

import io.stairgate.agent.identity.ConsoleAuthority;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.wire.MalformedException;
import io.stairgate.agent.wire.PermissionFormat;
import java.time.Instant;

/**
 * Decides whether signed permissions are this laptop's, as {@link PolicyVerifier} does for a
 * policy. Any thread may call it.
 */
public final class PermissionVerifier {
  private final ConsoleSignature signature;
  private final String deviceId;

  /** For the permissions of one enrolled laptop. */
  public PermissionVerifier(Identity identity) {
    this(identity.authority(), identity.consoleId(), identity.deviceId());
  }

  PermissionVerifier(ConsoleAuthority authority, String consoleId, String deviceId) {
    this.signature =
        new ConsoleSignature(
            authority, consoleId, "stairgate-permissions-v1", "The list of permissions");
    this.deviceId = deviceId;
  }

  /**
   * Verifies permissions that have just come.
   *
   * @param now the moment at which the signing certificate must be valid
   * @throws RefusedException why they are not obeyed
   */
  Permissions verify(SignedPermissions signed, Instant now) throws RefusedException {
    signature.require(signed.permissions(), signed.signature(), signed.certificate(), now);
    Permissions permissions;
    try {
      permissions = PermissionFormat.permissions(signed.permissions());
    } catch (MalformedException e) {
      throw new RefusedException(e.sentence(), e);
    }
    if (!permissions.deviceId().equals(deviceId)) {
      throw new RefusedException(
          "The list of permissions is for another laptop; nothing was changed.");
    }
    return permissions;
  }

  /**
   * Verifies permissions that were taken over in the past: the signing certificate may have ended
   * since.
   */
  Permissions verifyKept(SignedPermissions signed) throws RefusedException {
    return verify(signed, ConsoleAuthority.beginOf(signed.certificate()));
  }

  /** Whose permissions it verifies. */
  String deviceId() {
    return deviceId;
  }
}
