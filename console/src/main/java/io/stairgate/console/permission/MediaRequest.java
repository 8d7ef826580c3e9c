package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A person at a laptop asks for a medium.
 *
 * @param id made by the laptop
 * @param laptop where they sit
 * @param nickname the laptop's nickname now
 * @param stick the medium in the register
 * @param medium as it was when it was asked for
 * @param account account name of who asks
 * @param reason in their own words
 * @param write whether they ask to write to it too
 * @param askedAt by the laptop's clock
 * @param receivedAt by the console's clock
 * @param whose whose it is, as far as known: on the setting's list, or said at an earlier decision
 * @param sharedSerial whether its serial was seen on two laptops at once
 * @param seenBefore the last time it was seen elsewhere or earlier
 * @param state where it stands
 * @param proposal what somebody suggests
 * @param decided who decided; empty while open
 * @param permission what was given
 */
public record MediaRequest(
    UUID id,
    DeviceId laptop,
    String nickname,
    UUID stick,
    Medium medium,
    String account,
    String reason,
    boolean write,
    Instant askedAt,
    Instant receivedAt,
    Owner whose,
    boolean sharedSerial,
    Optional<SeenBefore> seenBefore,
    RequestState state,
    Optional<StickProposal> proposal,
    Optional<Decided> decided,
    Optional<UUID> permission) {
  /** Whether the medium cannot well be told from another one. */
  public boolean weak() {
    return medium.weak() || medium.serial().isEmpty() || sharedSerial;
  }
}
