package io.stairgate.console.device;

import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the console must know of a laptop before it listens to it.
 *
 * @param id the laptop
 * @param setting the setting it belongs to
 * @param nickname its nickname
 * @param keySha256 SHA-256 of its public key, hexadecimal
 * @param agentVersion as last reported
 * @param banned whether it may not be listened to any more
 * @param returnAskedAt when it asked to come back with an ended certificate
 * @param returnApprovedAt when a person approved that
 */
public record Enrolled(
    DeviceId id,
    SettingId setting,
    String nickname,
    String keySha256,
    String agentVersion,
    boolean banned,
    Optional<Instant> returnAskedAt,
    Optional<Instant> returnApprovedAt) {}
