package io.stairgate.console.drift;

import io.stairgate.console.device.DeviceId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Something on a laptop that was not as a rule asks for, because others changed it.
 *
 * @param id its own
 * @param laptop where
 * @param nickname how people know the laptop
 * @param rule rule id; it may be one that this console does not know
 * @param what what was changed
 * @param expected what the rule asks for
 * @param found what was found
 * @param since when it was last seen as it should be, where that is known
 * @param putBack whether the laptop put it back
 * @param toldInUs from the system's word to the record, microseconds; 0 where it gave none
 * @param at when, by the laptop's clock
 * @param receivedAt when it was told, by the console's clock
 */
public record Drift(
    UUID id,
    DeviceId laptop,
    String nickname,
    String rule,
    String what,
    String expected,
    String found,
    Optional<Instant> since,
    boolean putBack,
    long toldInUs,
    Instant at,
    Instant receivedAt) {}
