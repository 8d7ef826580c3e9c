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
 * @param refused what its people asked for and were refused within a day, newest first; at most
 *     {@value #MOST_REFUSED}
 * @param stopped what the laptop made itself, by telephone, and was stopped before its end; at most
 *     {@value #MOST_STOPPED}
 */
public record PermissionList(
    DeviceId device,
    PolicyVersion version,
    Instant issuedAt,
    List<Line> lines,
    List<RefusedAsk> refused,
    List<UUID> stopped) {
  /** The most permissions of one laptop at once. */
  public static final int MOST = 64;

  /** The most refusals a laptop is told of at once. */
  public static final int MOST_REFUSED = 8;

  /** The most that were stopped a laptop is told of at once. */
  public static final int MOST_STOPPED = 16;

  public PermissionList {
    lines = List.copyOf(lines);
    refused = List.copyOf(refused);
    stopped = List.copyOf(stopped);
    if (lines.size() > MOST) {
      throw new IllegalArgumentException("A laptop has at most 64 permissions at once.");
    }
  }

  /**
   * A request that was refused.
   *
   * @param request the request
   * @param word why, for who asked; may be empty
   */
  public record RefusedAsk(UUID request, String word) {}

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
