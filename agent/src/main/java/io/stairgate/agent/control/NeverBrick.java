package io.stairgate.agent.control;

import io.stairgate.agent.control.UsbDescription.Interface;
import java.util.Optional;

/**
 * What is never shut, under any policy: asked last, after every decision. A laptop that a rule has
 * made unusable is worse than a stick.
 *
 * <p>The list: what is built in; the disk the system runs from; hubs and docks; keyboards, pointers
 * and assistive devices without storage; the last keyboard and the last pointer, a device with
 * storage never counting as one; network adapters that are not phones. Values only; any thread.
 */
public final class NeverBrick {
  private NeverBrick() {}

  /**
   * A device as this list needs to know it.
   *
   * @param description its descriptors; empty where they could not be understood
   * @param builtIn true where the firmware says it cannot be unplugged
   * @param carriesSystem true where it carries a file system or swap this laptop runs on
   * @param otherKeyboard true where the laptop has another keyboard, not on a device with storage
   * @param otherPointer the same for a pointer
   */
  public record Candidate(
      Optional<UsbDescription> description,
      boolean builtIn,
      boolean carriesSystem,
      boolean otherKeyboard,
      boolean otherPointer) {}

  /** The decision as it may be carried out. */
  public static MediaDecision hold(MediaDecision decision, Candidate device) {
    return switch (decision) {
      case MediaDecision.LetIn letIn -> letIn;
      case MediaDecision.Shut shut ->
          reason(device).<MediaDecision>map(MediaDecision.LetIn::new).orElse(shut);
      case MediaDecision.ShutPart part ->
          reason(device).<MediaDecision>map(MediaDecision.LetIn::new).orElse(part);
    };
  }

  /** Why a device must not be shut, as a stable code; empty where it may be. */
  public static Optional<String> reason(Candidate device) {
    if (device.carriesSystem()) {
      return Optional.of("carries-the-system");
    }
    if (device.builtIn()) {
      return Optional.of("built-in");
    }
    return device.description().flatMap(description -> byDescription(description, device));
  }

  private static Optional<String> byDescription(UsbDescription device, Candidate candidate) {
    if (device.isOnly(UsbDescription.HUB)) {
      return Optional.of("hub");
    }
    if (device.has(UsbDescription.STORAGE)) {
      return Optional.empty();
    }
    boolean keyboard = false;
    boolean pointer = false;
    for (Interface part : device.interfaces()) {
      if (part.kind() == UsbDescription.HUMAN_INTERFACE) {
        // Protocol 1 is a keyboard, 2 a pointer; one that names none may be either.
        keyboard |= part.protocol() != 2;
        pointer |= part.protocol() != 1;
      }
    }
    if (keyboard && !candidate.otherKeyboard()) {
      return Optional.of("last-keyboard");
    }
    if (pointer && !candidate.otherPointer()) {
      return Optional.of("last-pointer");
    }
    if (offersFilesOrTethering(device)) {
      return Optional.empty();
    }
    if (keyboard || pointer) {
      return Optional.of("keyboard-or-pointer");
    }
    if (AssistiveDevices.has(device.vendor(), device.product())) {
      return Optional.of("assistive-device");
    }
    if (device.has(0x02) || device.has(0x0a)) {
      return Optional.of("network-adapter");
    }
    return Optional.empty();
  }

  /** A phone or a camera, whatever else it is. */
  private static boolean offersFilesOrTethering(UsbDescription device) {
    for (Interface part : device.interfaces()) {
      boolean files =
          part.kind() == UsbDescription.IMAGE
              || (part.kind() == UsbDescription.VENDOR
                  && (part.subclass() == 0x42 || device.vendor() == 0x05ac));
      boolean tethering =
          part.is(0xe0, 0x01, 0x03)
              || (part.kind() == 0xef && (part.subclass() == 0x04 || part.subclass() == 0x01))
              || ((part.kind() == 0x02 || part.kind() == 0x0a) && PhoneMakers.has(device.vendor()));
      if (files || tethering) {
        return true;
      }
    }
    return false;
  }
}
