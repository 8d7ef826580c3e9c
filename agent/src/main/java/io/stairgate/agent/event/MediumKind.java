package io.stairgate.agent.event;

/** Kinds of portable media. */
public enum MediumKind {
  /** USB memory stick or disk. */
  USB_STORAGE,
  /** Telephone or media player: MTP, debugging bridge, tethering. */
  PHONE,
  /** Camera (PTP). */
  CAMERA,
  /** Memory card in a built-in reader. */
  SD_CARD,
  /** CD, DVD or Blu-ray disc. */
  OPTICAL,
  /** Removable disk on Thunderbolt, USB4, PCI Express or external SATA. */
  REMOVABLE_DISK,
  /** Storage together with a keyboard, pointer or network adapter in one device. */
  MIXED,
  /** A device whose description could not be read or is of no known kind. */
  UNKNOWN_DEVICE
}
