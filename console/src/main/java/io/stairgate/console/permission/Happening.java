package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.ScanReport;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One line of the history of a stick or a permission.
 *
 * @param at when, by the clock of who told: the laptop, or the console for what people decided
 * @param laptop where; empty where it was decided for several
 * @param nickname the laptop's nickname now; empty without one
 * @param what a stable code: {@code blocked}, {@code seen}, {@code allowed}, {@code removed},
 *     {@code not-blocked}; {@code asked}, {@code approved}, {@code refused}, {@code withdrawn},
 *     {@code stopped}; or a {@link io.stairgate.console.media.PermissionStep#code}
 * @param who the account at the laptop, or who decided; may be empty
 * @param reason a stable code where a laptop told, a sentence where a person did; may be empty
 * @param scan what the scan said
 * @param readOnly whether it was opened for reading only
 * @param tookUs how long it took, microseconds; 0 where that is not told
 * @param permission the permission concerned
 * @param request the request concerned
 */
public record Happening(
    Instant at,
    Optional<DeviceId> laptop,
    String nickname,
    String what,
    String who,
    String reason,
    Optional<ScanReport> scan,
    boolean readOnly,
    long tookUs,
    Optional<UUID> permission,
    Optional<UUID> request) {}
