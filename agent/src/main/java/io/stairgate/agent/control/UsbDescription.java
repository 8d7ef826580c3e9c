package io.stairgate.agent.control;

import java.util.List;

/**
 * What a USB device says of itself in its descriptors: every interface of every configuration and
 * alternate setting. Numbers as in the USB specification, vendor and product 0 to 65535, the others
 * 0 to 255.
 *
 * @param vendor vendor id
 * @param product product id
 * @param release the maker's release number, binary-coded
 * @param deviceClass class of the device as a whole, 0 where the interfaces tell
 * @param deviceSubclass subclass of the same
 * @param deviceProtocol protocol of the same
 * @param interfaces at least one
 */
public record UsbDescription(
    int vendor,
    int product,
    int release,
    int deviceClass,
    int deviceSubclass,
    int deviceProtocol,
    List<Interface> interfaces) {
  /** Storage: sticks, disks, card readers. */
  public static final int STORAGE = 0x08;

  /** Still image: cameras, and most phones. */
  public static final int IMAGE = 0x06;

  /** Keyboards, pointers, assistive devices. */
  public static final int HUMAN_INTERFACE = 0x03;

  /** Hubs. */
  public static final int HUB = 0x09;

  /** Defined by the maker alone. */
  public static final int VENDOR = 0xff;

  public UsbDescription {
    interfaces = List.copyOf(interfaces);
    if (interfaces.isEmpty()) {
      throw new IllegalArgumentException("a device without an interface");
    }
  }

  /**
   * One interface in one alternate setting of one configuration.
   *
   * @param configuration its configuration's value
   * @param number its number
   * @param kind class
   * @param subclass subclass
   * @param protocol protocol
   * @param transferShape true where its endpoints are those of the media transfer protocol: bulk
   *     in, bulk out and interrupt in, no more
   */
  public record Interface(
      int configuration, int number, int kind, int subclass, int protocol, boolean transferShape) {
    /** True where class, subclass and protocol are these. */
    public boolean is(int otherKind, int otherSubclass, int otherProtocol) {
      return kind == otherKind && subclass == otherSubclass && protocol == otherProtocol;
    }
  }

  /** True where an interface has this class. */
  public boolean has(int kind) {
    for (Interface each : interfaces) {
      if (each.kind() == kind) {
        return true;
      }
    }
    return false;
  }

  /** True where every interface has this class. */
  public boolean isOnly(int kind) {
    for (Interface each : interfaces) {
      if (each.kind() != kind) {
        return false;
      }
    }
    return true;
  }
}
