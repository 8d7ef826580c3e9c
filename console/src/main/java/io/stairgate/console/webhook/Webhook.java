package io.stairgate.console.webhook;

import io.stairgate.console.notify.Trouble;
import io.stairgate.console.setting.SettingId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A program that is told.
 *
 * @param id names it
 * @param setting whose alerts it is told of
 * @param name what people call it, 1 to 100 characters
 * @param address where it listens
 * @param madeAt since when
 * @param madeBy who made it
 * @param lastDone when it last took a message
 * @param failingSince since when it took none
 * @param lastFailure why not; empty where it took the last one
 * @param off when it was switched off, after a week in which it took none
 */
public record Webhook(
    UUID id,
    SettingId setting,
    String name,
    URI address,
    Instant madeAt,
    String madeBy,
    Optional<Instant> lastDone,
    Optional<Instant> failingSince,
    Optional<Trouble> lastFailure,
    Optional<Instant> off) {
  /** The host alone: the rest of an address may hold a secret. */
  public String host() {
    return String.valueOf(address.getHost());
  }
}
