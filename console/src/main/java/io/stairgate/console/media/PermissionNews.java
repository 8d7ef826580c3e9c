package io.stairgate.console.media;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that happened with a permission on a laptop.
 *
 * @param permission id of the permission
 * @param step what happened
 * @param medium which medium, where one is plugged in
 * @param reason stable code of why; may be empty
 * @param scan what the scan said; with {@link PermissionStep#SCANNED} only
 * @param account whom it was handed to; may be empty
 * @param readOnly whether it was opened for reading only
 * @param endsAt when it ends; with {@link PermissionStep#BY_TELEPHONE}
 * @param tookUs how long it took, microseconds; 0 where that is not told
 */
public record PermissionNews(
    UUID permission,
    PermissionStep step,
    Optional<Medium> medium,
    String reason,
    Optional<ScanReport> scan,
    String account,
    boolean readOnly,
    Optional<Instant> endsAt,
    long tookUs) {}
