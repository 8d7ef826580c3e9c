package io.stairgate.agent.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened with a permission on this laptop.
 *
 * @param permissionId the permission, a UUID
 * @param step what happened
 * @param medium which medium, where one is plugged in
 * @param reason stable code of why, for example {@code time}, {@code stopped}, {@code unplugged};
 *     may be empty
 * @param scan what the scan said; with {@code SCANNED} only
 * @param account whom it was handed to; with {@code OPENED} only
 * @param readOnly whether it was opened for reading only; with {@code OPENED} and {@code
 *     BY_TELEPHONE}
 * @param endsAt when it ends; with {@code BY_TELEPHONE} only
 * @param took with {@code OPENED}: from permission and medium both being there to the medium being
 *     usable, scan included; with {@code CLOSED} and {@code ENDED}: from the cause to nothing being
 *     readable; zero elsewhere
 */
public record PermissionEvent(
    String permissionId,
    PermissionStep step,
    Optional<Medium> medium,
    String reason,
    Optional<ScanReport> scan,
    String account,
    boolean readOnly,
    Optional<Instant> endsAt,
    Duration took)
    implements Occurrence {
  public PermissionEvent {
    permissionId = Text.bounded(permissionId, 64, "a permission's id");
    reason = Text.clean(reason, 64);
    account = Text.clean(account, 64);
    if (scan.isPresent() != (step == PermissionStep.SCANNED)
        || endsAt.isPresent() != (step == PermissionStep.BY_TELEPHONE)) {
      throw new IllegalArgumentException("a permission's step does not fit what it carries");
    }
    if (took.isNegative()) {
      took = Duration.ZERO;
    }
  }

  /** A step that carries nothing more than its reason. */
  public static PermissionEvent of(
      String permissionId, PermissionStep step, Optional<Medium> medium, String reason) {
    return new PermissionEvent(
        permissionId,
        step,
        medium,
        reason,
        Optional.empty(),
        "",
        false,
        Optional.empty(),
        Duration.ZERO);
  }
}
