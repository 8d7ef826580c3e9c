package io.stairgate.console.notice;

import io.stairgate.console.device.DeviceId;
import java.time.Instant;
import java.util.UUID;

/**
 * A person read the notice that use is monitored.
 *
 * @param id its own
 * @param laptop where
 * @param nickname how people know the laptop
 * @param account the person's account name there
 * @param notice which notice: 16 hexadecimal digits
 * @param at when, by the laptop's clock
 */
public record NoticeReading(
    UUID id, DeviceId laptop, String nickname, String account, String notice, Instant at) {}
