package io.stairgate.console.policy;

import io.stairgate.console.device.DeviceId;
import java.time.Instant;

/**
 * What one laptop is to follow, before it is signed.
 *
 * @param device the laptop
 * @param version where it stands in the order of policies
 * @param madeAt by the console's clock
 * @param says everything it is to follow
 * @param settingName shown to the person at the laptop
 */
public record Policy(
    DeviceId device,
    PolicyVersion version,
    Instant madeAt,
    LaptopPolicy says,
    String settingName) {}
