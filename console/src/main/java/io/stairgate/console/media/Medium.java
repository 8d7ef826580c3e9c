package io.stairgate.console.media;

import io.stairgate.console.database.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One portable medium as a laptop reported it.
 *
 * @param kind as {@link Kind#code} says
 * @param vendorId four hexadecimal digits or empty
 * @param productId four hexadecimal digits or empty
 * @param serial at most 128 characters; may be empty
 * @param name maker and product as the device gives them; may be empty
 * @param weak whether it cannot well be told from another one
 * @param port where it is plugged in, for example {@code usb 1-4}; may be empty
 * @param descriptorSha256 over its raw descriptors, hexadecimal; empty where there are none
 */
public record Medium(
    Kind kind,
    String vendorId,
    String productId,
    String serial,
    String name,
    boolean weak,
    String port,
    String descriptorSha256) {

  /** One of which no port and no descriptors are known. */
  public Medium(
      Kind kind, String vendorId, String productId, String serial, String name, boolean weak) {
    this(kind, vendorId, productId, serial, name, weak, "", "");
  }

  /**
   * What makes it the same medium wherever it is plugged in: its kind, ids and serial; for a weak
   * one its descriptors and name in place of the serial, so that several may look like one.
   */
  public Bytes identity() {
    String own = serial.isEmpty() ? "weak\n" + descriptorSha256 + "\n" + name : "serial\n" + serial;
    return Bytes.sha256Of(
        String.join("\n", kind.code(), vendorId, productId, own).getBytes(StandardCharsets.UTF_8));
  }

  /** The dock or hub it is plugged into, for example {@code usb 1-4}; empty where it is none. */
  public String hub() {
    int dot = port.indexOf('.');
    return port.startsWith("usb ") && dot > 0 ? port.substring(0, dot) : "";
  }

  /** What kind of thing it is. */
  public enum Kind {
    /** USB memory stick or disk. */
    USB_STORAGE("usb-storage", "A memory stick"),
    /** Telephone or media player. */
    PHONE("phone", "A phone"),
    /** Camera. */
    CAMERA("camera", "A camera"),
    /** Memory card in a built-in reader. */
    SD_CARD("sd-card", "A memory card"),
    /** CD, DVD or Blu-ray disc. */
    OPTICAL("optical", "A disc"),
    /** Removable disk on a fast port. */
    REMOVABLE_DISK("removable-disk", "A removable disk"),
    /** Storage together with a keyboard, pointer or network adapter. */
    MIXED("mixed", "Something that is storage and another thing at once"),
    /** A device of no known kind. */
    UNKNOWN_DEVICE("unknown-device", "Something that could not be recognised");

    private final String code;
    private final String words;

    Kind(String code, String words) {
      this.code = code;
      this.words = words;
    }

    /** How it is written in the database and in the API. */
    public String code() {
      return code;
    }

    /** The kind of that code; empty where there is none. */
    public static Optional<Kind> of(String code) {
      return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
    }

    /** Whether one of this kind may be given permission at all. */
    public boolean canBePermitted() {
      return this != MIXED && this != UNKNOWN_DEVICE;
    }

    /** How a sentence about it begins. */
    public String words() {
      return words;
    }
  }
}
