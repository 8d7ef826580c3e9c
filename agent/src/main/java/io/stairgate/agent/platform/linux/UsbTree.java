package io.stairgate.agent.platform.linux;

/** The USB devices in sysfs. */
final class UsbTree {
  private UsbTree() {}

  /** True for the name of a device such as {@code 1-4.2}; false for a root hub ({@code usb1}) and an interface. */
  static boolean isDeviceName(String name) {
    int dash = name.indexOf('-');
    if (dash <= 0 || dash == name.length() - 1 || name.length() > 40) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (!digit && i != dash && (c != '.' || i < dash)) {
        return false;
      }
    }
    return true;
  }
}
