package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import java.time.Instant;

/**
 * The last time a medium was seen before it was asked for.
 *
 * @param laptop where
 * @param nickname the laptop's nickname now
 * @param at when, by that laptop's clock
 */
public record SeenBefore(DeviceId laptop, String nickname, Instant at) {}
