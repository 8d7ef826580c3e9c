package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.PhoneMakers;
import io.stairgate.agent.control.UsbDescription;
import io.stairgate.agent.control.UsbDescription.Interface;
import io.stairgate.agent.control.VendorDrivers;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Which driver would claim an interface: the name its modalias has in {@code modules.alias} of the
 * running kernel, looked up in the table that is shipped with the agent ({@code usb-drivers.txt}).
 * Read at the first question, and of it only the lines of drivers in the table are kept, about 200
 * kB. A kernel without that file knows no driver.
 */
final class DriverTable implements VendorDrivers {
  private static final String PREFIX = "alias usb:v";

  /** {@code modules.alias} of a distribution's kernel is about 1 MB. */
  private static final long MOST_LINES = 200_000;

  private final RootFiles files;
  private @org.jspecify.annotations.Nullable List<Alias> aliases;

  DriverTable(RootFiles files) {
    this.files = files;
  }

  private enum Purpose {
    HARMLESS,
    MODEM,
    STORAGE,
    TETHERING
  }

  private record Alias(String pattern, Purpose purpose) {}

  @Override
  public synchronized Use of(UsbDescription device, Interface part) {
    String modalias = modalias(device, part);
    Use use = Use.NONE;
    for (Alias alias : aliases()) {
      if (matches(alias.pattern(), modalias)) {
        Use found =
            switch (alias.purpose()) {
              case HARMLESS -> Use.HARMLESS;
              case MODEM -> PhoneMakers.has(device.vendor()) ? Use.TETHERING : Use.HARMLESS;
              case STORAGE -> Use.STORAGE;
              case TETHERING -> Use.TETHERING;
            };
        // Several drivers may claim one interface: the one that must be shut decides.
        if (found == Use.STORAGE || use == Use.NONE) {
          use = found;
        }
      }
    }
    return use;
  }

  /**
   * As the kernel writes it for an interface, without the number of the interface, which no alias
   * of ours asks for.
   */
  static String modalias(UsbDescription device, Interface part) {
    HexFormat hex = HexFormat.of().withUpperCase();
    return "v"
        + hex.toHexDigits((short) device.vendor())
        + "p"
        + hex.toHexDigits((short) device.product())
        + "d"
        + hex.toHexDigits((short) device.release())
        + "dc"
        + hex.toHexDigits((byte) device.deviceClass())
        + "dsc"
        + hex.toHexDigits((byte) device.deviceSubclass())
        + "dp"
        + hex.toHexDigits((byte) device.deviceProtocol())
        + "ic"
        + hex.toHexDigits((byte) part.kind())
        + "isc"
        + hex.toHexDigits((byte) part.subclass())
        + "ip"
        + hex.toHexDigits((byte) part.protocol())
        + "in"
        + hex.toHexDigits((byte) part.number());
  }

  private List<Alias> aliases() {
    List<Alias> known = aliases;
    if (known == null) {
      known = read();
      aliases = known;
    }
    return known;
  }

  private List<Alias> read() {
    List<Alias> found = new ArrayList<>();
    List<String> table = table();
    Optional<String> release = files.attribute("/proc/sys/kernel/osrelease");
    if (release.isEmpty() || release.get().indexOf('/') >= 0) {
      return found;
    }
    for (String folder : List.of("/lib/modules/", "/usr/lib/modules/")) {
      try (BufferedReader lines =
          Files.newBufferedReader(
              files.path(folder + release.get() + "/modules.alias"), StandardCharsets.ISO_8859_1)) {
        String line = lines.readLine();
        for (long i = 0; line != null && i < MOST_LINES; i++) {
          if (line.startsWith(PREFIX)) {
            alias(line, table).ifPresent(found::add);
          }
          line = lines.readLine();
        }
        return found;
      } catch (IOException | UncheckedIOException notThere) {
        found.clear();
      }
    }
    return found;
  }

  /** A line {@code alias usb:PATTERN MODULE}; empty where the table does not name the module. */
  private static Optional<Alias> alias(String line, List<String> table) {
    int space = line.indexOf(' ', PREFIX.length());
    if (space < 0 || line.length() > 256) {
      return Optional.empty();
    }
    String module = line.substring(space + 1).strip();
    for (String entry : table) {
      int name = entry.indexOf(' ') + 1;
      boolean family = entry.endsWith("*");
      boolean same =
          family
              ? module.startsWith(entry.substring(name, entry.length() - 1))
              : module.length() == entry.length() - name && entry.endsWith(module);
      if (same) {
        return Optional.of(
            new Alias(
                line.substring(PREFIX.length() - 1, space), purpose(entry.substring(0, name - 1))));
      }
    }
    return Optional.empty();
  }

  private static Purpose purpose(String word) {
    return switch (word) {
      case "harmless" -> Purpose.HARMLESS;
      case "modem" -> Purpose.MODEM;
      case "storage" -> Purpose.STORAGE;
      case "tethering" -> Purpose.TETHERING;
      default -> throw new IllegalStateException("usb-drivers.txt has the unknown use " + word);
    };
  }

  /** The lines of the shipped table, without comments. */
  static List<String> table() {
    try (InputStream in = DriverTable.class.getResourceAsStream("usb-drivers.txt")) {
      if (in == null) {
        throw new IllegalStateException("the agent was built without usb-drivers.txt");
      }
      List<String> lines = new ArrayList<>();
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank() && line.charAt(0) != '#') {
          lines.add(line);
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Shell pattern with {@code *}, {@code ?} and {@code [ab0-9]}, as far as {@code modules.alias}
   * uses it.
   */
  static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int starText = 0;
    while (t < text.length()) {
      int end = p < pattern.length() ? one(pattern, p, text.charAt(t)) : -1;
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starText = t;
      } else if (end > 0) {
        p = end;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Where the pattern goes on after it took one character, or -1 where it does not take it. */
  private static int one(String pattern, int at, char c) {
    char first = pattern.charAt(at);
    if (first != '[') {
      return first == '?' || first == c ? at + 1 : -1;
    }
    int end = pattern.indexOf(']', at + 1);
    if (end < 0) {
      return -1;
    }
    for (int i = at + 1; i < end; i++) {
      boolean range = i + 2 < end && pattern.charAt(i + 1) == '-';
      if (range ? c >= pattern.charAt(i) && c <= pattern.charAt(i + 2) : c == pattern.charAt(i)) {
        return end + 1;
      }
      i += range ? 2 : 0;
    }
    return -1;
  }
}
