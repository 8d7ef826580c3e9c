package io.stairgate.console.device;

import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One enrolled laptop.
 *
 * @param id the laptop
 * @param setting the setting it belongs to
 * @param nickname for example {@code Blue Room}
 * @param room where it is used, at most 64 characters; empty where nobody said
 * @param make its maker; may be empty
 * @param model its model; may be empty
 * @param serial its serial number; may be empty
 * @param system for example {@code Debian GNU/Linux}
 * @param systemVersion for example {@code 12 (bookworm)}
 * @param agentVersion for example {@code 0.1.0}
 * @param enrolledAt when it was enrolled
 * @param lastSeenAt when it was last heard of, as memory knows it; empty before the first contact
 * @param findingsProvedAt when all its findings were last proved; empty before the first check
 * @param connected true while its stream is open
 * @param sameAs an earlier enrolment of the same hardware that a person has not dealt with yet
 * @param returnAskedAt when it came back with an ended certificate and waits for approval
 * @param usedBy the person who uses it, where one person does
 * @param care how it is by what it told last
 */
public record Laptop(
    DeviceId id,
    SettingId setting,
    String nickname,
    String room,
    String make,
    String model,
    String serial,
    String system,
    String systemVersion,
    String agentVersion,
    Instant enrolledAt,
    Optional<Instant> lastSeenAt,
    Optional<Instant> findingsProvedAt,
    boolean connected,
    Optional<DeviceId> sameAs,
    Optional<Instant> returnAskedAt,
    Optional<UUID> usedBy,
    Care care) {}
