package io.stairgate.agent.platform.linux;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.util.ArrayList;
import java.util.List;

/** The keyboards and pointers the kernel knows, from {@code /proc/bus/input/devices}. */
final class Keyboards {
  private static final int LIMIT = 1 << 20;

  private Keyboards() {}

  /**
   * One input device.
   *
   * @param path its folder below {@code /sys}
   * @param keyboard true for a real keyboard: one that repeats keys, unlike a power button
   * @param pointer true for a mouse or a touch pad
   */
  record Input(String path, boolean keyboard, boolean pointer) {}

  static List<Input> read(RootFiles files) {
    return parse(files.text("/proc/bus/input/devices", LIMIT).orElse(""));
  }

  static List<Input> parse(String text) {
    List<Input> inputs = new ArrayList<>();
    for (String block : text.split("\n\n", 1024)) {
      String path = "";
      String handlers = "";
      String events = "0";
      for (String line : block.split("\n", 64)) {
        if (line.startsWith("S: Sysfs=")) {
          path = line.substring("S: Sysfs=".length()).strip();
        } else if (line.startsWith("H: Handlers=")) {
          handlers = " " + line.substring("H: Handlers=".length()) + " ";
        } else if (line.startsWith("B: EV=")) {
          events = line.substring("B: EV=".length()).strip();
        }
      }
      // Bit 20 of EV is "repeats".
      boolean keyboard = handlers.contains(" kbd ") && bit(events, 20);
      boolean pointer = handlers.contains(" mouse");
      if (!path.isEmpty() && (keyboard || pointer)) {
        inputs.add(new Input(path, keyboard, pointer));
      }
    }
    return inputs;
  }

  private static boolean bit(String hexadecimal, int bit) {
    int digit = hexadecimal.length() - 1 - bit / 4;
    return digit >= 0 && (Character.digit(hexadecimal.charAt(digit), 16) >> (bit % 4) & 1) == 1;
  }
}
