package io.stairgate.agent.control;

import java.util.Arrays;

/**
 * USB vendor ids under which phones and tablets are sold and hardly anything that is a network
 * adapter or a serial port. The udev rule carries the same list; a test holds them equal. Makers
 * that also sell adapters or modems (Lenovo, Huawei, ZTE, ASUS) are not on it: their phones are
 * told by what they offer.
 */
public final class PhoneMakers {
  private static final int[] VENDORS = {
    0x0421, // Nokia
    0x04e8, // Samsung
    0x0bb4, // HTC
    0x0fce, // Sony
    0x1004, // LG
    0x18d1, // Google
    0x1949, // Amazon
    0x22b8, // Motorola
    0x22d9, // OPPO, realme
    0x2717, // Xiaomi
    0x29a9, // Smartisan
    0x2a45, // Meizu
    0x2a70, // OnePlus
    0x2ae5, // Fairphone
    0x2d95, // vivo
    0x339b, // Honor
  };

  private PhoneMakers() {}

  /** True where a vendor id is on the list. */
  public static boolean has(int vendor) {
    return Arrays.binarySearch(VENDORS, vendor) >= 0;
  }

  /** The list as four hexadecimal digits each, ascending. */
  public static String[] ids() {
    String[] ids = new String[VENDORS.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = String.format("%04x", VENDORS[i]);
    }
    return ids;
  }
}
