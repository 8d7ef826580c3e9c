package io.stairgate.agent.platform.linux;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the kernel's switches for USB stood at before Stairgate touched them, in one start of the
 * system. The early script writes the same lines to {@code /run/stairgate/portable-media.before}.
 *
 * @param bootId the start of the system it is about; empty where the note does not say
 * @param parameter the default for controllers that come later; empty where there is none
 * @param hubs per root hub: the default for devices and the default for interfaces; the latter may
 *     be empty
 * @param off devices that were shut already, with their number on the bus: not ours to open
 * @param offInterfaces interfaces likewise, with the number of their device
 */
record Before(
    String bootId,
    Optional<String> parameter,
    Map<String, Hub> hubs,
    Map<String, Integer> off,
    Map<String, Integer> offInterfaces) {
  /** Longer than any laptop's. */
  static final int LIMIT = 256 * 1024;

  Before {
    hubs = Map.copyOf(hubs);
    off = Map.copyOf(off);
    offInterfaces = Map.copyOf(offInterfaces);
  }

  /**
   * The two defaults of one root hub.
   *
   * @param devices {@code authorized_default}
   * @param interfaces {@code interface_authorized_default}, or empty
   */
  record Hub(String devices, String interfaces) {}

  /**
   * Reads the note; lines that are none are passed over, so a damaged note loses only what is
   * damaged.
   */
  static Before parse(String text) {
    String boot = "";
    Optional<String> parameter = Optional.empty();
    Map<String, Hub> hubs = new HashMap<>();
    Map<String, Integer> off = new HashMap<>();
    Map<String, Integer> offInterfaces = new HashMap<>();
    for (String line : text.split("\n", 8192)) {
      String[] words = line.strip().split(" ", 5);
      String second = words.length > 1 ? words[1] : "";
      switch (words[0]) {
        case "boot" -> boot = second.length() <= 64 ? second : "";
        case "param" -> parameter = Optional.of(second).filter(Before::isSwitch);
        case "hub" -> {
          if (words.length > 2 && UsbTree.isRootHub(second) && isSwitch(words[2])) {
            String interfaces = words.length > 3 && isSwitch(words[3]) ? words[3] : "";
            hubs.put(second, new Hub(words[2], interfaces));
          }
        }
        case "off" -> {
          if (words.length > 2 && UsbTree.isDeviceName(second)) {
            off.put(second, UsbTree.number(words[2]));
          }
        }
        case "off-interface" -> {
          if (words.length > 2 && second.indexOf(':') > 0) {
            offInterfaces.put(second, UsbTree.number(words[2]));
          }
        }
        default -> {}
      }
    }
    return new Before(boot, parameter, hubs, off, offInterfaces);
  }

  /** The note as text. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("boot ").append(bootId).append('\n');
    parameter.ifPresent(value -> text.append("param ").append(value).append('\n'));
    new TreeMap<>(hubs)
        .forEach(
            (name, hub) ->
                text.append("hub ")
                    .append(name)
                    .append(' ')
                    .append(hub.devices())
                    .append(' ')
                    .append(hub.interfaces())
                    .append('\n'));
    new TreeMap<>(off)
        .forEach(
            (name, number) ->
                text.append("off ").append(name).append(' ').append(number).append('\n'));
    new TreeMap<>(offInterfaces)
        .forEach(
            (name, number) ->
                text.append("off-interface ").append(name).append(' ').append(number).append('\n'));
    return text.toString();
  }

  /** The kernel's switches take -1, 0, 1 and 2. */
  private static boolean isSwitch(String value) {
    return value.equals("-1") || value.equals("0") || value.equals("1") || value.equals("2");
  }
}
