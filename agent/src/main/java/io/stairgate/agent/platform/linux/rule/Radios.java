package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.BluetoothSource;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Bluetooth as the kernel's switches for radios show it ({@code /sys/class/rfkill}), and whether
 * BlueZ keeps an adapter visible for ever ({@code Discoverable=true} in its settings: BlueZ writes
 * that only where no time limit is set, adapter.c store_adapter_info). Names of known devices are
 * not read; only whether one of them is a keyboard, a pointer or a hearing aid, which nothing here
 * ever turns off.
 */
public final class Radios implements BluetoothSource {
  /** Where BlueZ keeps its settings. */
  public static final List<String> WATCHED =
      List.of("/var/lib/bluetooth", "/etc/bluetooth/main.conf", BluetoothHolding.MASK);

  static final String SWITCHES = "/sys/class/rfkill";
  static final String KEPT = "/var/lib/bluetooth";

  private static final int LIMIT = 64 * 1024;
  private static final int MOST = 64;

  /**
   * Services of devices a person may depend on: HID, HID over GATT, ASHA and LE Audio hearing aids
   * (Bluetooth's assigned numbers).
   */
  private static final List<String> NEEDED =
      List.of("00001124-", "00001812-", "0000fdf0-", "00001854-");

  private final RootFiles files;

  /** Reads nothing yet. */
  public Radios(RootFiles files) {
    this.files = files;
  }

  /**
   * One switch.
   *
   * @param id {@code rfkill0}
   * @param name of the adapter, {@code hci0}
   * @param soft whether software has it off
   * @param hard whether a key or slider has it off
   */
  record Radio(String id, String name, boolean soft, boolean hard) {}

  @Override
  public Reading read() {
    List<Radio> radios = radios(files);
    if (radios.isEmpty()) {
      return new Reading.Absent();
    }
    if (radios.stream().allMatch(radio -> radio.soft() || radio.hard())) {
      return new Reading.Off(BluetoothHolding.masked(files));
    }
    return visible(files);
  }

  static List<Radio> radios(RootFiles files) {
    List<Radio> radios = new ArrayList<>();
    for (String id : files.list(SWITCHES)) {
      String folder = SWITCHES + "/" + id;
      if (radios.size() < MOST
          && files.attribute(folder + "/type").equals(Optional.of("bluetooth"))) {
        radios.add(
            new Radio(
                id,
                files.attribute(folder + "/name").orElse(""),
                files.attribute(folder + "/soft").orElse("0").equals("1"),
                files.attribute(folder + "/hard").orElse("0").equals("1")));
      }
    }
    return radios;
  }

  /** Whether an adapter that is on is visible for ever. */
  static Reading visible(RootFiles files) {
    Path kept = files.path(KEPT);
    if (Files.exists(kept) && !Files.isReadable(kept)) {
      return new Reading.Unclear("needs-administrator");
    }
    for (String adapter : files.list(KEPT)) {
      switch (files.read(KEPT + "/" + adapter + "/settings", LIMIT)) {
        case FileText.Content content -> {
          if (Sections.value(content.text(), "General"::equals, "Discoverable")
              .filter(Sections::yes)
              .isPresent()) {
            return new Reading.On(true);
          }
        }
        case FileText.Missing() -> {}
        case FileText.Denied() -> {
          return new Reading.Unclear("needs-administrator");
        }
        case FileText.Failed() -> {
          return new Reading.Unclear("settings-not-readable");
        }
      }
    }
    return new Reading.On(false);
  }

  /** Whether a keyboard, a pointer or a hearing aid is known to one of the adapters. */
  static boolean needed(RootFiles files) {
    int looked = 0;
    for (String adapter : files.list(KEPT)) {
      for (String device : files.list(KEPT + "/" + adapter)) {
        if (device.indexOf(':') > 0 && looked++ < MOST) {
          String info =
              files
                  .text(KEPT + "/" + adapter + "/" + device + "/info", LIMIT)
                  .orElse("")
                  .toLowerCase(Locale.ROOT);
          if (NEEDED.stream().anyMatch(info::contains)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
