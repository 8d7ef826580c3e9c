package io.stairgate.agent.event;

/**
 * One portable medium, as far as it can be told from outside.
 *
 * @param kind what kind of thing it is
 * @param vendorId four lower-case hexadecimal digits; empty where the bus has none
 * @param productId four lower-case hexadecimal digits; empty where the bus has none
 * @param serial as the device gives it, made harmless, at most 128 characters; empty where it gives
 *     none
 * @param name maker and product as the device gives them, made harmless, at most 128 characters
 * @param strength how well it can be told from another one
 * @param port where it is plugged in, at most 64 characters, for example {@code usb 1-4}
 * @param descriptorSha256 over the raw descriptors, hexadecimal; empty where there are none
 */
public record Medium(
    MediumKind kind,
    String vendorId,
    String productId,
    String serial,
    String name,
    IdentityStrength strength,
    String port,
    String descriptorSha256) {
  public Medium {
    requireId(vendorId);
    requireId(productId);
    serial = Text.clean(serial, 128);
    name = Text.clean(name, 128);
    port = Text.clean(port, 64);
    if (!descriptorSha256.matches("([0-9a-f]{64})?")) {
      throw new IllegalArgumentException("not a SHA-256: " + descriptorSha256);
    }
  }

  private static void requireId(String id) {
    if (!id.matches("([0-9a-f]{4})?")) {
      throw new IllegalArgumentException("not four hexadecimal digits: " + id);
    }
  }
}
