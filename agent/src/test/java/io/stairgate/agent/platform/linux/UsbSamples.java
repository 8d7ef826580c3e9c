package io.stairgate.agent.platform.linux;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Raw descriptors as such devices send them. */
final class UsbSamples {
  /** A SanDisk stick, byte for byte. */
  static final byte[] STICK =
      hex(
          "12010002000000408107675527010102 0301"
              + "09022000010100 8064 09040000 02080650 00 07058102000200 07050202000201");

  /** A disk with both protocols, bulk-only first and UAS as the alternate setting. */
  static final byte[] UAS_DISK =
      hex(
          "12011003000000095b17a555000102030101".substring(0, 36)
              + "0902550001010080 70"
              + "0904000002080650 00 07058102000400 0705020200 0400"
              + "0904000104080662 00 07058102000400 04240300 07050202000400 04240400"
              + "07058302000400 04240200 07050402000400 04240100");

  /** A keyboard with a second interface for its extra keys. */
  static final byte[] KEYBOARD =
      hex(
          "12011001000000084604 13c3 1001 0102 0001"
              + "09023b00020100a032"
              + "0904000001030101 00 0921100100012241 00 0705810308000a"
              + "0904010001030000 00 0921100100012237 00 0705820304000a");

  static final byte[] MOUSE = device(0x046d, 0xc077, part(0x03, 0x01, 0x02));
  static final byte[] HUB = device(0x05e3, 0x0608, part(0x09, 0x00, 0x00));
  static final byte[] WEBCAM =
      device(
          0x046d,
          0x0825,
          part(0x0e, 0x01, 0),
          part(0x0e, 0x02, 0),
          part(0x01, 0x01, 0),
          part(0x01, 0x02, 0));
  static final byte[] PRINTER =
      device(0x03f0, 0x2b17, part(0x07, 0x01, 0x02), part(0xff, 0xcc, 0x00));
  static final byte[] PRINTER_WITH_SLOT =
      device(
          0x03f0, 0x7611, part(0x07, 0x01, 0x02), part(0xff, 0xcc, 0x00), part(0x08, 0x06, 0x50));
  static final byte[] STICK_WITH_KEYBOARD =
      device(0x0951, 0x1666, part(0x08, 0x06, 0x50), part(0x03, 0x01, 0x01));
  static final byte[] STICK_WITH_NETWORK =
      device(0x0951, 0x1667, part(0x08, 0x06, 0x50), part(0x02, 0x06, 0x00), part(0x0a, 0, 0));
  static final byte[] OPTICAL = device(0x152e, 0x2571, part(0x08, 0x02, 0x50));
  static final byte[] PHONE_MTP_ADB =
      device(0x18d1, 0x4ee2, part(0x06, 0x01, 0x01), part(0xff, 0x42, 0x01));
  static final byte[] PHONE_ADB = device(0x2a70, 0x4ee7, part(0xff, 0x42, 0x01));
  static final byte[] PHONE_TETHERING =
      device(0x18d1, 0x4ee3, part(0xe0, 0x01, 0x03), part(0x0a, 0, 0));
  static final byte[] PHONE_NCM = device(0x04e8, 0x6881, part(0x02, 0x0d, 0x00), part(0x0a, 0, 1));
  static final byte[] IPHONE =
      device(
          0x05ac, 0x12a8, part(0x06, 0x01, 0x01), part(0xff, 0xfe, 0x02), part(0xff, 0xfd, 0x01));
  static final byte[] CAMERA = device(0x04a9, 0x3218, part(0x06, 0x01, 0x01));
  static final byte[] NETWORK_CDC =
      device(0x0525, 0xa4a2, part(0x02, 0x02, 0xff), part(0x0a, 0, 0));
  static final byte[] NETWORK_R8152 = device(0x0bda, 0x8153, transfer());
  static final byte[] SERIAL_FTDI = device(0x0403, 0x6001, part(0xff, 0xff, 0xff));
  static final byte[] CARD_READER_REALTEK = device(0x0bda, 0x0129, part(0xff, 0x06, 0x50));
  static final byte[] PLAYER_VENDOR_MTP = device(0x1234, 0x5678, transfer());
  static final byte[] BRAILLE = device(0x0921, 0x1200, part(0xff, 0x00, 0x00));
  static final byte[] BLUETOOTH = device(0x8087, 0x0a2b, part(0xe0, 0x01, 0x01));
  static final byte[] HEADSET_WITH_UPDATE =
      device(0x0b0e, 0x0348, part(0x01, 0x01, 0), part(0x03, 0, 0), part(0xfe, 0x01, 0x01));

  private UsbSamples() {}

  /** One interface: class, subclass, protocol. */
  static byte[] part(int kind, int subclass, int protocol) {
    return new byte[] {9, 4, 0, 0, 0, (byte) kind, (byte) subclass, (byte) protocol, 0};
  }

  /** One vendor interface with bulk in, bulk out and interrupt in. */
  static byte[] transfer() {
    return hex("090400000 3ffff0000 07058102000200 07050202000200 07058303080006".replace(" ", ""));
  }

  /** A device of one configuration. */
  static byte[] device(int vendor, int product, byte[]... parts) {
    return device(vendor, product, new byte[][][] {parts});
  }

  /** A device of several configurations. */
  static byte[] device(int vendor, int product, byte[][]... configurations) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        new byte[] {
          18,
          1,
          0,
          2,
          0,
          0,
          0,
          64,
          (byte) vendor,
          (byte) (vendor >> 8),
          (byte) product,
          (byte) (product >> 8),
          0,
          1,
          1,
          2,
          3,
          (byte) configurations.length
        });
    for (int c = 0; c < configurations.length; c++) {
      int length = 9;
      for (byte[] part : configurations[c]) {
        length += part.length;
      }
      out.writeBytes(
          new byte[] {
            9,
            2,
            (byte) length,
            (byte) (length >> 8),
            (byte) configurations[c].length,
            (byte) (c + 1),
            0,
            (byte) 0x80,
            50
          });
      for (int i = 0; i < configurations[c].length; i++) {
        byte[] part = configurations[c][i].clone();
        part[2] = (byte) i;
        out.writeBytes(part);
      }
    }
    return out.toByteArray();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
