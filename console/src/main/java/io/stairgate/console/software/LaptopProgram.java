package io.stairgate.console.software;

import io.stairgate.console.device.DeviceId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A program on a laptop.
 *
 * @param id its own
 * @param laptop where
 * @param nickname how people know the laptop
 * @param name the program's name
 * @param version its version; may be empty
 * @param source where it came from, for example {@code deb}
 * @param cloud whether it is known to keep files in the cloud
 * @param newlyAdded whether it came after the laptop was first looked at
 * @param firstSeenAt by the laptop's clock
 * @param goneAt since when it is not there any more, by the laptop's clock
 */
public record LaptopProgram(
    UUID id,
    DeviceId laptop,
    String nickname,
    String name,
    String version,
    String source,
    boolean cloud,
    boolean newlyAdded,
    Instant firstSeenAt,
    Optional<Instant> goneAt) {}
