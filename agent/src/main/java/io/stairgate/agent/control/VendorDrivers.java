package io.stairgate.agent.control;

import io.stairgate.agent.control.UsbDescription.Interface;

/** Tells what the system itself would do with an interface whose class only its maker knows. */
public interface VendorDrivers {
  /** What the driver that claims an interface is for. */
  enum Use {
    /** A network or dock adapter, a serial port, a display, a reader of chip cards and the like. */
    HARMLESS,
    /** Storage. */
    STORAGE,
    /** Tethering of a phone. */
    TETHERING,
    /** No driver this agent knows claims it. */
    NONE
  }

  /** The use of one interface of a device. */
  Use of(UsbDescription device, Interface part);
}
