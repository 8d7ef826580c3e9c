package io.stairgate.agent.control;

import io.stairgate.agent.control.UsbDescription.Interface;
import io.stairgate.agent.event.MediumKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges a USB device by its descriptors, before any driver sees it. Fails closed: what is of no
 * known kind stays shut, unless {@link NeverBrick} says otherwise. Values only; any thread.
 */
public final class MediaJudge {
  private static final int APPLE = 0x05ac;

  private final VendorDrivers drivers;

  /**
   * Reads nothing yet.
   *
   * @param drivers tells what the system would do with a maker's own interface
   */
  public MediaJudge(VendorDrivers drivers) {
    this.drivers = drivers;
  }

  /**
   * The decision about a device nobody has permitted; empty where its descriptors could not be
   * understood.
   */
  public MediaDecision judge(Optional<UsbDescription> description) {
    return description
        .map(device -> decide(new Traits(device)))
        .orElseGet(
            () -> new MediaDecision.Shut(MediumKind.UNKNOWN_DEVICE, "descriptors-unreadable"));
  }

  private static MediaDecision decide(Traits is) {
    if (is.printer && (is.storage || is.image) && !is.keyboard && !is.network && !is.phone) {
      // Its slot for memory cards stays shut; people still print.
      return new MediaDecision.ShutPart(
          is.storage ? MediumKind.USB_STORAGE : MediumKind.CAMERA, "printer-card-slot", is.media);
    }
    if (is.storage) {
      return storage(is);
    }
    if (is.keyboard && (is.phone || is.image)) {
      return new MediaDecision.Shut(MediumKind.MIXED, "phone-with-keyboard");
    }
    if (is.phone || (is.image && (!is.cameraMaker || is.tethering))) {
      return new MediaDecision.Shut(MediumKind.PHONE, "phone");
    }
    if (is.image) {
      return new MediaDecision.Shut(MediumKind.CAMERA, "camera");
    }
    if (is.tethering) {
      return new MediaDecision.Shut(MediumKind.PHONE, "tethering");
    }
    if (is.keyboard) {
      return new MediaDecision.LetIn("harmless");
    }
    if (is.transfer) {
      return is.phoneMaker
          ? new MediaDecision.Shut(MediumKind.PHONE, "phone")
          : new MediaDecision.Shut(MediumKind.UNKNOWN_DEVICE, "no-known-driver");
    }
    if (is.harmless || is.network || is.printer) {
      return new MediaDecision.LetIn("harmless");
    }
    return new MediaDecision.Shut(
        MediumKind.UNKNOWN_DEVICE, is.vendorOnly ? "no-known-driver" : "unknown-kind");
  }

  private static MediaDecision storage(Traits is) {
    // First, whatever else it is: a permission for a phone must not let its keyboard type.
    if (is.keyboard) {
      return new MediaDecision.Shut(MediumKind.MIXED, "storage-with-keyboard");
    }
    if (is.phone) {
      return new MediaDecision.Shut(MediumKind.PHONE, "phone");
    }
    if (is.network || is.tethering) {
      return new MediaDecision.Shut(MediumKind.MIXED, "storage-with-network");
    }
    return new MediaDecision.Shut(
        is.optical ? MediumKind.OPTICAL : MediumKind.USB_STORAGE, "no-permission");
  }

  /** What the interfaces of one device add up to. */
  private final class Traits {
    private final UsbDescription device;
    private final boolean phoneMaker;
    private final boolean cameraMaker;
    private final List<Integer> media = new ArrayList<>();
    private boolean storage;
    private boolean optical = true;
    private boolean image;
    private boolean keyboard;
    private boolean printer;
    private boolean network;
    private boolean phone;
    private boolean tethering;
    private boolean harmless;
    private boolean transfer;
    private boolean vendorOnly = true;

    Traits(UsbDescription device) {
      this.device = device;
      this.phoneMaker = PhoneMakers.has(device.vendor());
      this.cameraMaker = CameraMakers.has(device.vendor());
      for (Interface part : device.interfaces()) {
        vendorOnly &= part.kind() == UsbDescription.VENDOR;
        add(part);
      }
    }

    private void add(Interface part) {
      switch (part.kind()) {
        case UsbDescription.STORAGE -> {
          storage = true;
          // 02: the command set of optical drives.
          optical &= part.subclass() == 0x02;
          media(part);
        }
        case UsbDescription.IMAGE -> {
          image = true;
          media(part);
        }
        case UsbDescription.HUMAN_INTERFACE -> keyboard = true;
        case 0x07 -> printer = true;
        case 0x02, 0x0a -> {
          network = true;
          tethering |= phoneMaker;
        }
        case 0x01, 0x05, UsbDescription.HUB, 0x0b, 0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x12 ->
            harmless = true;
        case 0xe0 -> wireless(part);
        case 0xef -> {
          // 04/01 tethering; 01 a phone's synchronisation.
          tethering |= part.subclass() == 0x04;
          phone |= part.subclass() == 0x01;
        }
        // 01 firmware update, 02 infrared, 03 measuring instruments.
        case 0xfe -> harmless |= part.subclass() >= 0x01 && part.subclass() <= 0x03;
        case UsbDescription.VENDOR -> vendor(part);
        default -> {}
      }
    }

    private void wireless(Interface part) {
      if (part.is(0xe0, 0x01, 0x03)) {
        tethering = true;
      } else if (part.subclass() == 0x01) {
        // Bluetooth.
        harmless = true;
      }
    }

    private void vendor(Interface part) {
      boolean apple =
          device.vendor() == APPLE && (part.is(0xff, 0xfe, 0x02) || part.is(0xff, 0xfd, 0x01));
      if (apple || part.subclass() == 0x42) {
        // Apple's own protocol and its tethering; Android's debugging bridge and boot loader.
        phone = true;
        return;
      }
      switch (drivers.of(device, part)) {
        case HARMLESS -> harmless = true;
        case STORAGE -> {
          storage = true;
          optical = false;
          media(part);
        }
        case TETHERING -> tethering = true;
        case NONE -> transfer |= part.transferShape();
      }
    }

    private void media(Interface part) {
      if (!media.contains(part.number())) {
        media.add(part.number());
      }
    }
  }
}
