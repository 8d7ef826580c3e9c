package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import java.time.Instant;
import java.util.UUID;

/**
 * The journal entry in which a laptop told something.
 *
 * @param device the laptop
 * @param epoch the journal's epoch
 * @param sequence place in it
 * @param at when it happened, by the laptop's clock
 * @param late whether it came after later ones: it says what was, not what is
 */
public record Told(DeviceId device, UUID epoch, long sequence, Instant at, boolean late) {}
