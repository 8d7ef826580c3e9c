package io.stairgate.console.device;

import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Optional;

/**
 * A laptop that is being enrolled.
 *
 * @param id the laptop
 * @param setting the setting it belongs to
 * @param nickname 1 to 64 characters
 * @param hardware what it says of itself
 * @param sameAs an earlier enrolment of the same hardware
 * @param agentVersion at most 32 characters
 * @param keySha256 SHA-256 of its public key, hexadecimal
 * @param enrolledAt now
 */
public record NewDevice(
    DeviceId id,
    SettingId setting,
    String nickname,
    Hardware hardware,
    Optional<DeviceId> sameAs,
    String agentVersion,
    String keySha256,
    Instant enrolledAt) {}
