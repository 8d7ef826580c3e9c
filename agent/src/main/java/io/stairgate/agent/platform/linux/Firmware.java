package io.stairgate.agent.platform.linux;

import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import oshi.util.FileUtil;
import oshi.util.linux.SysPath;

/**
 * The laptop's own description: what its firmware says (through the parts of OSHI that read files;
 * its other parts start programs) and what {@code os-release} says.
 */
final class Firmware {
  private static final int OS_RELEASE_LIMIT = 64 * 1024;

  /** What makers leave in these fields instead of a value. */
  private static final String[] PLACEHOLDERS = {
    "",
    "unknown",
    "none",
    "default string",
    "to be filled by o.e.m.",
    "system serial number",
    "system manufacturer",
    "system product name",
    "not specified",
    "not applicable",
    "0",
    "123456789",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "03000200-0400-0500-0006-000700080009"
  };

  private Firmware() {}

  /** Reads it all once. */
  static Hardware read(RootFiles files) {
    Said said = firmware(files);
    Map<String, String> system =
        osRelease(
            files
                .text("/etc/os-release", OS_RELEASE_LIMIT)
                .or(() -> files.text("/usr/lib/os-release", OS_RELEASE_LIMIT))
                .orElse(""));
    return new Hardware(
        said.make(),
        said.model(),
        said.serial(),
        system.getOrDefault("NAME", "Linux"),
        system.getOrDefault("VERSION", system.getOrDefault("VERSION_ID", "")),
        hardwareId(said));
  }

  private static Said firmware(RootFiles files) {
    String model = dmi(files, "product_name");
    return new Said(
        dmi(files, "sys_vendor"),
        model.isEmpty() ? value(read(files, SysPath.MODEL)) : model,
        dmi(files, "product_serial"),
        dmi(files, "product_uuid"),
        dmi(files, "board_serial"));
  }

  private static String dmi(RootFiles files, String attribute) {
    return value(read(files, SysPath.DMI_ID + attribute));
  }

  private static String read(RootFiles files, String path) {
    return FileUtil.getStringFromFile(files.path(path).toString());
  }

  private static String value(String said) {
    // A device tree ends its strings with a zero byte.
    String stripped = said.replace("\0", "").strip();
    for (String placeholder : PLACEHOLDERS) {
      if (stripped.equalsIgnoreCase(placeholder)) {
        return "";
      }
    }
    return stripped;
  }

  /**
   * SHA-256 over the system's UUID, or over its board's serial where it has none; empty where it
   * has neither or they need rights to be read.
   */
  private static String hardwareId(Said said) {
    String source = said.uuid().isEmpty() ? said.boardSerial() : said.uuid();
    if (source.isEmpty()) {
      return "";
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(
              digest.digest(
                  ("stairgate-hardware\0" + source.toLowerCase(java.util.Locale.ROOT))
                      .getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** {@code os-release(5)}: {@code KEY=value} lines, the value possibly in quotes. */
  static Map<String, String> osRelease(String text) {
    Map<String, String> values = new HashMap<>();
    for (String line : text.lines().limit(256).toList()) {
      int equals = line.indexOf('=');
      if (equals > 0 && line.charAt(0) != '#') {
        String value = line.substring(equals + 1).strip();
        if (value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0)) {
          value = value.substring(1, value.length() - 1);
        }
        values.put(line.substring(0, equals), value);
      }
    }
    return values;
  }

  private record Said(String make, String model, String serial, String uuid, String boardSerial) {}
}
