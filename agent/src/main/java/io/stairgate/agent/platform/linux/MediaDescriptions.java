package io.stairgate.agent.platform.linux;

import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.platform.linux.UsbTree.Identity;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;

/** Describes media for people: identity, name, place. */
final class MediaDescriptions {
  private MediaDescriptions() {}

  static Medium of(String device, Identity identity, MediumKind kind) {
    return new Medium(
        kind,
        identity.vendorId(),
        identity.productId(),
        identity.serial(),
        identity.title(),
        strength(identity.serial()),
        port(device),
        identity.sha256());
  }

  /** Where a USB device is plugged in. */
  static String port(String device) {
    return "usb " + device;
  }

  /** A card, a disc or a removable disk, by its folder in sysfs. */
  static Medium of(Path disk, MediumKind kind) {
    String serial =
        kind == MediumKind.OPTICAL
            ? ""
            : RootFiles.attribute(disk.resolve("device/serial")).orElse("");
    String name =
        RootFiles.attribute(disk.resolve("device/model"))
            .or(() -> RootFiles.attribute(disk.resolve("device/name")))
            .orElse("");
    return new Medium(kind, "", "", serial, name, strength(serial), BlockDevices.name(disk), "");
  }

  /** Weak: no serial, or one that makers leave on whole batches. */
  static IdentityStrength strength(String serial) {
    boolean varied = false;
    for (int i = 1; i < serial.length(); i++) {
      varied |= serial.charAt(i) != serial.charAt(0);
    }
    boolean counted =
        "0123456789ABCDEF0123456789ABCDEF".contains(serial.toUpperCase(java.util.Locale.ROOT))
            || "12345678901234567890".contains(serial);
    return serial.length() < 4 || !varied || counted
        ? IdentityStrength.WEAK
        : IdentityStrength.SERIAL;
  }

  /** What a kind is called on screen. */
  static String words(MediumKind kind) {
    return switch (kind) {
      case USB_STORAGE -> "memory stick or disk";
      case PHONE -> "phone";
      case CAMERA -> "camera";
      case SD_CARD -> "memory card";
      case OPTICAL -> "disc";
      case REMOVABLE_DISK -> "removable disk";
      case MIXED -> "storage mixed with something else";
      case UNKNOWN_DEVICE -> "device of unknown kind";
    };
  }
}
