package io.stairgate.agent.policy;

import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import java.time.Instant;

/**
 * Allows one medium on this laptop for a time.
 *
 * @param id a UUID
 * @param kind what kind of thing it is; never {@code MIXED} or {@code UNKNOWN_DEVICE}
 * @param vendorId as in {@link Medium}
 * @param productId as in {@link Medium}
 * @param serial as in {@link Medium}; empty only with {@code port}
 * @param descriptorSha256 as in {@link Medium}; empty where the medium was never seen: good for the
 *     first that is met
 * @param port for a medium that cannot be told from another: good in this port alone; empty
 *     otherwise
 * @param account who may use it; empty: whoever sits at the laptop
 * @param startsAt from when on, by the console's clock
 * @param endsAt when it ends, by the console's clock
 * @param readOnly whether it may be read only
 * @param encryptedOnly whether every part of it must be encrypted
 * @param acceptNotFullyScanned whether it may be opened although not everything could be scanned
 */
public record Permission(
    String id,
    MediumKind kind,
    String vendorId,
    String productId,
    String serial,
    String descriptorSha256,
    String port,
    String account,
    Instant startsAt,
    Instant endsAt,
    boolean readOnly,
    boolean encryptedOnly,
    boolean acceptNotFullyScanned) {
  public Permission {
    if (kind == MediumKind.MIXED || kind == MediumKind.UNKNOWN_DEVICE) {
      throw new IllegalArgumentException("a device of this kind is never permitted");
    }
    if (serial.isEmpty() && port.isEmpty()) {
      throw new IllegalArgumentException("a medium without a serial is permitted in one port only");
    }
    if (!vendorId.matches("([0-9a-f]{4})?")
        || !productId.matches("([0-9a-f]{4})?")
        || !descriptorSha256.matches("([0-9a-f]{64})?")
        || serial.length() > 128
        || port.length() > 64
        || account.length() > 64) {
      throw new IllegalArgumentException("a permission names no medium there can be");
    }
    if (!endsAt.isAfter(startsAt)) {
      throw new IllegalArgumentException("a permission ends after it starts");
    }
  }

  /**
   * Whether it names this medium, whatever its descriptors are: same ids and serial, and for a weak
   * identity the same port. A medium it names whose descriptors differ is another device that says
   * it is this one.
   */
  public boolean names(Medium medium) {
    return kind == medium.kind()
        && vendorId.equals(medium.vendorId())
        && productId.equals(medium.productId())
        && serial.equals(medium.serial())
        && (port.isEmpty()
            ? medium.strength() == IdentityStrength.SERIAL
            : port.equals(medium.port()));
  }

  /**
   * Whether a medium says it is this one, of whatever kind it shows itself: same ids and serial, or
   * for a weak identity the same ids in the same port. One that says so and is not covered is
   * another device.
   */
  public boolean claims(Medium medium) {
    return vendorId.equals(medium.vendorId())
        && productId.equals(medium.productId())
        && serial.equals(medium.serial())
        && (port.isEmpty()
            ? medium.strength() == IdentityStrength.SERIAL
            : port.equals(medium.port()));
  }

  /** Whether another permission is for the same medium, whatever else it says. */
  public boolean namesTheSameAs(Permission other) {
    return kind == other.kind
        && vendorId.equals(other.vendorId)
        && productId.equals(other.productId)
        && serial.equals(other.serial)
        && port.equals(other.port);
  }

  /** The same permission, good for a medium with these descriptors alone. */
  public Permission boundTo(String descriptors) {
    return new Permission(
        id,
        kind,
        vendorId,
        productId,
        serial,
        descriptors,
        port,
        account,
        startsAt,
        endsAt,
        readOnly,
        encryptedOnly,
        acceptNotFullyScanned);
  }

  /** Whether it names this medium and its descriptors are those that were permitted. */
  public boolean covers(Medium medium) {
    return names(medium)
        && (descriptorSha256.isEmpty() || descriptorSha256.equals(medium.descriptorSha256()));
  }
}
