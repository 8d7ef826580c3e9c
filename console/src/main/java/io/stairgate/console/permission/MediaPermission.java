package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A medium may be used on some laptops for a time.
 *
 * @param id the permission
 * @param stick the medium in the register
 * @param medium its identity; with a port where it is bound to one
 * @param owner whose it is
 * @param everyLaptop whether it is for every laptop of the setting, those that come later too
 * @param laptops how it stands on each
 * @param account who may use it; empty: whoever sits at the laptop
 * @param startsAt from when on
 * @param endsAt when it ends
 * @param readOnly whether it may be read only
 * @param encryptedOnly whether every part of it must be encrypted
 * @param acceptNotFullyScanned whether it may be opened although not everything could be scanned
 * @param given who gave it, when, and why
 * @param origin how it came to be
 * @param request the request it answers
 * @param stopped who stopped it on all laptops before its end
 */
public record MediaPermission(
    UUID id,
    UUID stick,
    Medium medium,
    Owner owner,
    boolean everyLaptop,
    List<LaptopPermission> laptops,
    String account,
    Instant startsAt,
    Instant endsAt,
    boolean readOnly,
    boolean encryptedOnly,
    boolean acceptNotFullyScanned,
    Decided given,
    Origin origin,
    Optional<UUID> request,
    Optional<Decided> stopped) {
  public MediaPermission {
    laptops = List.copyOf(laptops);
  }

  /** Whether it is over for good: its time has come, or it was stopped everywhere. */
  public boolean isOver(Instant now) {
    return stopped.isPresent() || !endsAt.isAfter(now);
  }

  /** How it stands on one laptop; empty where it is not for it. */
  public Optional<LaptopPermission> on(DeviceId laptop) {
    return laptops.stream().filter(each -> each.laptop().equals(laptop)).findFirst();
  }
}
