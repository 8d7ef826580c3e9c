package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.UsbDescription;
import io.stairgate.agent.control.UsbDescription.Interface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses the {@code descriptors} file of a USB device: its device descriptor and behind it every
 * configuration as the device sent it (USB 2.0, 9.6). Read as the kernel reads it, or refused: what
 * a driver could find must not be missed.
 */
final class Descriptors {
  /** The kernel reads at most 8 configurations of 65,535 bytes. */
  static final int LIMIT = 18 + 8 * 65_535;

  private static final int MOST_INTERFACES = 1024;
  private static final int DEVICE = 1;
  private static final int CONFIGURATION = 2;
  private static final int INTERFACE = 4;
  private static final int ENDPOINT = 5;

  private final byte[] bytes;
  private final List<Interface> interfaces = new ArrayList<>();
  private int configuration;
  private int configurations;

  // The interface being read; its endpoints come behind it.
  private int interfaceAt = -1;
  private int bulkIn;
  private int bulkOut;
  private int interruptIn;
  private int otherEndpoints;

  private Descriptors(byte[] bytes) {
    this.bytes = bytes;
  }

  /** What the device says; empty where it cannot be understood. */
  static Optional<UsbDescription> parse(byte[] bytes) {
    if (bytes.length < 18
        || bytes.length > LIMIT
        || unsigned(bytes, 0) < 18
        || bytes[1] != DEVICE
        || unsigned(bytes, 17) == 0) {
      return Optional.empty();
    }
    Descriptors descriptors = new Descriptors(bytes);
    if (!descriptors.walk(unsigned(bytes, 17)) || descriptors.interfaces.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new UsbDescription(
            word(bytes, 8),
            word(bytes, 10),
            word(bytes, 12),
            unsigned(bytes, 4),
            unsigned(bytes, 5),
            unsigned(bytes, 6),
            descriptors.interfaces));
  }

  /**
   * Walks all descriptors. At one that is broken the kernel gives up the rest of that configuration
   * and goes on with the next. With one configuration that is the end, and what was found is what
   * the kernel found; with more nobody can say where the next begins, so all is refused.
   */
  private boolean walk(int announced) {
    int at = 18;
    while (at + 2 <= bytes.length) {
      int length = unsigned(bytes, at);
      if (length < 2 || length > bytes.length - at) {
        return announced == 1 && configurations == 1 && done();
      }
      if (!descriptor(at, length, unsigned(bytes, at + 1))) {
        return false;
      }
      at += length;
    }
    return configurations > 0 && (announced == 1 || configurations >= announced) && done();
  }

  private boolean descriptor(int at, int length, int type) {
    switch (type) {
      case CONFIGURATION -> {
        endInterface();
        configurations++;
        configuration = length >= 9 ? unsigned(bytes, at + 5) : 0;
      }
      case INTERFACE -> {
        endInterface();
        // The kernel passes over one that is too short.
        if (length >= 9) {
          interfaceAt = at;
        }
      }
      case ENDPOINT -> endpoint(at, length);
      default -> {}
    }
    return interfaces.size() < MOST_INTERFACES;
  }

  private void endpoint(int at, int length) {
    if (length < 7) {
      otherEndpoints++;
      return;
    }
    boolean in = (bytes[at + 2] & 0x80) != 0;
    switch (bytes[at + 3] & 0x03) {
      case 2 -> {
        if (in) {
          bulkIn++;
        } else {
          bulkOut++;
        }
      }
      case 3 -> {
        if (in) {
          interruptIn++;
        } else {
          otherEndpoints++;
        }
      }
      default -> otherEndpoints++;
    }
  }

  private boolean done() {
    endInterface();
    return interfaces.size() <= MOST_INTERFACES;
  }

  private void endInterface() {
    if (interfaceAt >= 0) {
      interfaces.add(
          new Interface(
              configuration,
              unsigned(bytes, interfaceAt + 2),
              unsigned(bytes, interfaceAt + 5),
              unsigned(bytes, interfaceAt + 6),
              unsigned(bytes, interfaceAt + 7),
              bulkIn == 1 && bulkOut == 1 && interruptIn == 1 && otherEndpoints == 0));
    }
    interfaceAt = -1;
    bulkIn = 0;
    bulkOut = 0;
    interruptIn = 0;
    otherEndpoints = 0;
  }

  private static int unsigned(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  private static int word(byte[] bytes, int at) {
    return unsigned(bytes, at) | unsigned(bytes, at + 1) << 8;
  }
}
