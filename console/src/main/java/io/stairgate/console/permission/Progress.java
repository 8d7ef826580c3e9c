package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import java.time.Instant;
import java.util.UUID;

/**
 * How far the scan for a permission is on a laptop.
 *
 * @param permission which
 * @param laptop where
 * @param percent 0 to 100
 * @param files files looked at so far
 * @param at when the laptop said so, by the console's clock
 */
public record Progress(UUID permission, DeviceId laptop, int percent, long files, Instant at) {}
