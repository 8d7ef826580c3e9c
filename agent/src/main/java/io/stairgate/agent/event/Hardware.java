package io.stairgate.agent.event;

/**
 * The laptop as its maker and its system describe it; a part that is not known is empty.
 *
 * @param make for example {@code LENOVO}
 * @param model for example {@code ThinkPad L14 Gen 4}
 * @param serial the laptop's serial number
 * @param system for example {@code Debian GNU/Linux}
 * @param systemVersion for example {@code 12 (bookworm)}
 * @param hardwareId SHA-256, hexadecimal, over what the firmware says of itself; the same after a
 *     new installation
 */
public record Hardware(
    String make,
    String model,
    String serial,
    String system,
    String systemVersion,
    String hardwareId) {
  public Hardware {
    make = Text.clean(make, 128);
    model = Text.clean(model, 128);
    serial = Text.clean(serial, 128);
    system = Text.clean(system, 128);
    systemVersion = Text.clean(systemVersion, 128);
    if (!hardwareId.matches("[0-9a-f]{0,64}")) {
      throw new IllegalArgumentException("a hardware id is hexadecimal, not " + hardwareId);
    }
  }
}
