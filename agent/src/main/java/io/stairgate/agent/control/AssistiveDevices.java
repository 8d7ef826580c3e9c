package io.stairgate.agent.control;

/**
 * Braille displays and other assistive devices whose interfaces only their makers know, by vendor
 * id, and by product id where the maker sells other things too. Most assistive devices are
 * keyboards or serial ports to USB and need no entry. From the device list of BRLTTY.
 */
final class AssistiveDevices {
  private AssistiveDevices() {}

  static boolean has(int vendor, int product) {
    return switch (vendor) {
      // Alva; Alva; Freedom Scientific; Handy Tech, twice; Baum; Libbraille; HumanWare.
      case 0x0798, 0x06b0, 0x0f4e, 0x0921, 0x1fe4, 0x0904, 0x4242, 0x1c71 -> true;
      // HIMS under Microsoft's id; EuroBraille under Keil's.
      case 0x045e -> product == 0x930a || product == 0x930b;
      case 0xc251 -> product >= 0x1122 && product <= 0x1132;
      default -> false;
    };
  }
}
