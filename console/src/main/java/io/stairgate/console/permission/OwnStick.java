package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One stick of the setting's own list.
 *
 * @param id the line of the list
 * @param label what people call it, 1 to 64 characters, for example {@code Blue 3}
 * @param serial 1 to 128 characters
 * @param vendorId four hexadecimal digits; empty where not known: then the first stick of this
 *     serial that is plugged in fills it in
 * @param productId likewise
 * @param encrypted whether it must be encrypted, which allows writing
 * @param lastDay until when it may be used
 * @param everyLaptop whether it is for every laptop
 * @param laptops for which, where it is not for every
 * @param state where it stands
 * @param addedBy who put it on the list, when
 * @param decided who gave the standing permission, when and why; empty while it waits
 * @param stick the medium in the register; empty until it was seen or its ids are known
 * @param permission its standing permission
 */
public record OwnStick(
    UUID id,
    String label,
    String serial,
    String vendorId,
    String productId,
    boolean encrypted,
    LocalDate lastDay,
    boolean everyLaptop,
    Set<DeviceId> laptops,
    OwnStickState state,
    Decided addedBy,
    Optional<Decided> decided,
    Optional<UUID> stick,
    Optional<UUID> permission) {
  public OwnStick {
    laptops = Set.copyOf(laptops);
  }
}
