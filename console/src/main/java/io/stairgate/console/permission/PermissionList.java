package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import io.stairgate.console.policy.PolicyVersion;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Everything one laptop may open.
 *
 * @param device the laptop
 * @param version grows with each change for this laptop
 * @param issuedAt when it was made
 * @param lines at most {@value #MOST}
 */
public record PermissionList(
    DeviceId device, PolicyVersion version, Instant issuedAt, List<Line> lines) {
  /** The most permissions of one laptop at once. */
  public static final int MOST = 64;

  public PermissionList {
    lines = List.copyOf(lines);
    if (lines.size() > MOST) {
      throw new IllegalArgumentException("A laptop has at most 64 permissions at once.");
    }
  }

  /**
   * One permission as the laptop is told.
   *
   * @param id the permission
   * @param medium its identity; the port is empty unless it is bound to it
   * @param account who may use it; empty: whoever sits there
   * @param startsAt from when on
   * @param endsAt when it ends
   * @param readOnly whether it may be read only
   * @param encryptedOnly whether every part must be encrypted
   * @param acceptNotFullyScanned whether it may be opened although not everything was scanned
   */
  public record Line(
      UUID id,
      Medium medium,
      String account,
      Instant startsAt,
      Instant endsAt,
      boolean readOnly,
      boolean encryptedOnly,
      boolean acceptNotFullyScanned) {}
}
