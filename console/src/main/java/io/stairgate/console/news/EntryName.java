package io.stairgate.console.news;

import io.stairgate.console.device.DeviceId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * Names the entry of a laptop's journal that told something: for ever, so that it counts once.
 *
 * @param device the laptop
 * @param epoch the journal's epoch
 * @param sequence the entry's number
 * @param at when it happened, by the laptop's clock
 */
public record EntryName(DeviceId device, UUID epoch, long sequence, Instant at) {
  /** An id that is the same each time the entry is sent. */
  public UUID id() {
    return UUID.nameUUIDFromBytes(
        "%s %s %d".formatted(device, epoch, sequence).getBytes(StandardCharsets.US_ASCII));
  }
}
