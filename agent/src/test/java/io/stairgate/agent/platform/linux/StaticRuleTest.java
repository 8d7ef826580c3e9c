package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.stairgate.agent.control.PhoneMakers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The udev rule and the early script, which hold while the agent is dead. The guest tries them for
 * real.
 */
class StaticRuleTest {
  private static final Path RULES = Path.of("../packaging/linux/72-stairgate-media.rules");
  private static final Path SCRIPT = Path.of("../packaging/linux/shut-portable-media");

  @TempDir private Path folder;

  @Test
  void the_rule_and_the_agent_carry_the_same_list_of_phone_makers() throws IOException {
    String wanted = "ATTR{idVendor}==\"" + String.join("|", PhoneMakers.ids()) + "\"";
    assertThat(Files.readString(RULES)).contains(wanted);
    assertThat(Files.readString(RULES).split(Pattern.quote("ATTR{idVendor}=="), -1)).hasSize(3);
  }

  @Test
  void the_rules_closed_list_lets_in_what_is_harmless_and_nothing_else() throws IOException {
    List<Pattern> refused = refusedPatterns();
    for (String harmless :
        new String[] {
          ":090000:", ":030101:030000:", ":010100:010200:030000:fe0101:", ":070102:",
              ":0202ff:0a0000:",
          ":e00101:", ":0e0100:0e0200:010100:", ":0b0000:", ":110000:", ":0d0000:"
        }) {
      assertThat(refused).as(harmless).noneMatch(pattern -> pattern.matcher(harmless).matches());
    }
    for (String shut :
        new String[] {
          ":080650:", ":080662:", ":030101:080650:", ":060101:", ":ff4201:", ":ffff00:",
              ":e00103:0a0000:", ":ef0401:",
          ":000000:", ":dc0101:", ":fe0200:", ":070102:080650:", ":0c0000:", ":040000:", ":e00201:",
              ":e00104:"
        }) {
      assertThat(refused).as(shut).anyMatch(pattern -> pattern.matcher(shut).matches());
    }
    StringBuilder cut = new StringBuilder(":");
    for (int i = 0; i < 40; i++) {
      cut.append("0301%02x:".formatted(i));
    }
    assertThat(refused)
        .as("a list that udev may have cut")
        .anyMatch(pattern -> pattern.matcher(cut).matches());
  }

  @Test
  void nothing_happens_unless_the_flag_is_there() throws IOException {
    List<String> lines =
        Files.readAllLines(RULES).stream()
            .filter(line -> !line.isBlank() && line.charAt(0) != '#')
            .toList();
    assertThat(lines.get(0)).isEqualTo("ACTION==\"remove\", GOTO=\"stairgate_end\"");
    assertThat(lines.get(1)).isEqualTo("TEST!=\"" + KernelGate.FLAG + "\", GOTO=\"stairgate_end\"");
    assertThat(Files.readString(RULES)).contains(KernelGate.KEEP + "/$attr{idVendor}");
  }

  @Test
  void no_line_of_the_rule_shuts_a_whole_device() throws IOException {
    for (String line : Files.readAllLines(RULES)) {
      if (line.contains("ATTR{authorized}=\"0\"")) {
        // The one place: storage on an interface, never the device.
        assertThat(line).isEqualTo("ATTR{authorized}=\"0\"");
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void the_early_script_does_nothing_without_the_flag() throws Exception {
    FakeLinux linux = new FakeLinux(folder).rootHub(1).plug("1-4", 7, UsbSamples.STICK, "A");
    linux.usbInterface("1-4", 0, "08");
    run(linux);
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(linux.text("/sys/bus/usb/devices/usb1/authorized_default")).isEqualTo("1");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void the_early_script_shuts_sticks_and_spares_the_system_keyboards_and_what_is_built_in()
      throws Exception {
    FakeLinux linux = new FakeLinux(folder).rootHub(1).file(KernelGate.FLAG, "");
    linux.plug("1-1", 2, UsbSamples.STICK, "A").usbInterface("1-1", 0, "08");
    linux.plug("1-2", 3, UsbSamples.KEYBOARD, "").usbInterface("1-2", 0, "03");
    linux
        .plug("1-3", 4, UsbSamples.STICK_WITH_KEYBOARD, "")
        .usbInterface("1-3", 0, "08")
        .usbInterface("1-3", 1, "03");
    linux.plug("1-4", 5, UsbSamples.STICK, "ROOT").usbInterface("1-4", 0, "08");
    linux.plug("1-5", 6, UsbSamples.STICK, "HOME").usbInterface("1-5", 0, "08");
    linux.file(KernelGate.KEEP + "/0781-5567-HOME", "");
    linux.plug("1-6", 7, UsbSamples.STICK, "BUILTIN").usbInterface("1-6", 0, "08");
    linux.file(FakeLinux.usbFolder("1-6") + "/removable", "fixed\n");
    linux.plug("1-7", 8, UsbSamples.STICK, "OFF").usbInterface("1-7", 0, "08");
    linux.file(FakeLinux.usbFolder("1-7") + "/authorized", "0\n");
    String disk = FakeLinux.usbFolder("1-4") + "/1-4:1.0/host0";
    linux.disk(disk, "sda", "8:0").partition(disk + "/block/sda", "sda1", "8:1");
    linux.mapper("dm-0", "253:0", "CRYPT-LUKS2-0-root", "root", disk + "/block/sda/sda1");
    linux.file("/proc/self/mountinfo", "22 1 253:0 / / rw shared:1 - ext4 /dev/mapper/root rw\n");
    run(linux);
    assertThat(linux.text("/sys/bus/usb/devices/usb1/authorized_default")).isEqualTo("0");
    assertThat(linux.text(KernelGate.PARAMETER)).isEqualTo("0");
    assertThat(linux.authorized("1-1")).isFalse();
    assertThat(linux.authorized("1-2")).isTrue();
    assertThat(linux.authorized("1-3")).isTrue();
    assertThat(linux.authorized("1-3:1.0")).isFalse();
    assertThat(linux.authorized("1-3:1.1")).isTrue();
    assertThat(linux.authorized("1-4")).isTrue();
    assertThat(linux.authorized("1-5")).isTrue();
    assertThat(linux.authorized("1-6")).isTrue();
    Before before =
        Before.parse(Files.readString(linux.path("/run/stairgate/portable-media.before")));
    assertThat(before.parameter()).contains("-1");
    assertThat(before.hubs()).containsEntry("usb1", new Before.Hub("1", "1"));
    assertThat(before.off()).containsOnlyKeys("1-7");
  }

  private static void run(FakeLinux linux) throws IOException, InterruptedException {
    assumeThat(Path.of("/bin/sh")).exists();
    ProcessBuilder script = new ProcessBuilder("/bin/sh", SCRIPT.toString());
    script.environment().put("SYSROOT", linux.root().toString());
    Process process = script.redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }

  /** The shell patterns of every line that refuses by the list of interfaces alone. */
  private static List<Pattern> refusedPatterns() throws IOException {
    List<Pattern> patterns = new ArrayList<>();
    Pattern line =
        Pattern.compile("ENV\\{ID_USB_INTERFACES\\}==\"([^\"]+)\", GOTO=\"stairgate_shut\"");
    for (String each : Files.readAllLines(RULES)) {
      Matcher matcher = line.matcher(each);
      if (matcher.matches()) {
        for (String glob : matcher.group(1).split("\\|", -1)) {
          patterns.add(
              Pattern.compile(glob.replace("*", ".*").replace("?", ".").replace("[!", "[^")));
        }
      }
    }
    assertThat(patterns).hasSizeGreaterThan(8);
    return patterns;
  }
}
