package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One line of the register of sticks.
 *
 * @param id the medium
 * @param medium its identity as it was last seen
 * @param owner whose it is
 * @param label what the setting's list calls it; empty where it is not on it
 * @param sharedSerial whether its serial was seen on two laptops at once
 * @param firstSeenAt when it was first seen; empty where it is on the list and was never seen
 * @param lastSeenAt when it was last seen
 * @param lastLaptop where
 * @param lastNickname that laptop's nickname now; may be empty
 * @param pluggedIn nicknames of the laptops it is in now, as far as they told
 * @param permissions how many permissions for it count now
 */
public record RegisteredStick(
    UUID id,
    Medium medium,
    Owner owner,
    String label,
    boolean sharedSerial,
    Optional<Instant> firstSeenAt,
    Optional<Instant> lastSeenAt,
    Optional<DeviceId> lastLaptop,
    String lastNickname,
    List<String> pluggedIn,
    int permissions) {
  public RegisteredStick {
    pluggedIn = List.copyOf(pluggedIn);
  }

  /** Whether it cannot well be told from another one. */
  public boolean weak() {
    return medium.weak() || medium.serial().isEmpty() || sharedSerial;
  }
}
