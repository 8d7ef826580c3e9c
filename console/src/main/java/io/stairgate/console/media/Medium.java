package io.stairgate.console.media;

/**
 * One portable medium as a laptop reported it.
 *
 * @param kind as {@link Kind#code} says
 * @param vendorId four hexadecimal digits or empty
 * @param productId four hexadecimal digits or empty
 * @param serial at most 128 characters; may be empty
 * @param name maker and product as the device gives them; may be empty
 * @param weak whether it cannot well be told from another one
 */
public record Medium(
    Kind kind, String vendorId, String productId, String serial, String name, boolean weak) {

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
    MIXED("mixed", "A device that is storage and something else at once"),
    /** A device of no known kind. */
    UNKNOWN_DEVICE("unknown-device", "A device that could not be recognised");

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

    /** How a sentence about it begins. */
    public String words() {
      return words;
    }
  }
}
