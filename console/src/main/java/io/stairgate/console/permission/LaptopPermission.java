package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.ScanReport;
import java.time.Instant;
import java.util.Optional;

/**
 * How a permission stands on one laptop.
 *
 * @param laptop which
 * @param nickname its nickname now
 * @param state how it stands
 * @param reason stable code of why; may be empty
 * @param since since when, by the laptop's clock; when it was given where the laptop said nothing
 * @param account who has it open; empty where nobody has
 * @param scan the last scan there
 * @param stoppedAt when it was stopped for this laptop
 */
public record LaptopPermission(
    DeviceId laptop,
    String nickname,
    LaptopState state,
    String reason,
    Instant since,
    String account,
    Optional<ScanReport> scan,
    Optional<Instant> stoppedAt) {}
