package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.UsbDescription;
import io.stairgate.agent.control.VendorDrivers;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.event.IdentityStrength;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import oshi.util.linux.SysPath;

/** The small readers. */
class SystemFilesTest {
  @TempDir private Path folder;

  @Test
  void the_firmwares_words_make_the_laptop() {
    FakeLinux linux = new FakeLinux(folder);
    linux
        .file(SysPath.DMI_ID + "sys_vendor", "LENOVO\n")
        .file(SysPath.DMI_ID + "product_name", "21C1CTO1WW\n");
    linux.file(SysPath.DMI_ID + "product_serial", "Default string\n");
    linux.file(SysPath.DMI_ID + "product_uuid", "4c4c4544-0042-3510-8051-b4c04f4e3633\n");
    linux.file(
        "/etc/os-release",
        "NAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nVERSION=\"12 (bookworm)\"\n#x\n");
    Hardware hardware = Firmware.read(linux.files());
    assertThat(hardware.make()).isEqualTo("LENOVO");
    assertThat(hardware.model()).isEqualTo("21C1CTO1WW");
    assertThat(hardware.serial()).as("what makers leave there is no serial").isEmpty();
    assertThat(hardware.system()).isEqualTo("Debian GNU/Linux");
    assertThat(hardware.systemVersion()).isEqualTo("12 (bookworm)");
    assertThat(hardware.hardwareId()).hasSize(64);
    assertThat(Firmware.read(linux.files())).isEqualTo(hardware);
  }

  @Test
  void a_laptop_that_says_nothing_of_itself_is_described_by_nothing() {
    Hardware hardware = Firmware.read(new FakeLinux(folder).files());
    assertThat(hardware.make()).isEmpty();
    assertThat(hardware.hardwareId()).isEmpty();
    assertThat(hardware.system()).isEqualTo("Linux");
  }

  @Test
  void time_since_boot_is_read_in_milliseconds() {
    assertThat(Boot.read(new FakeLinux(folder).files()))
        .isEqualTo(new BootTime("0f3c2a52-1111-4222-8333-444455556666", 350_735_470L));
    assertThat(Boot.milliseconds("7.5")).isEqualTo(7_500);
    assertThat(Boot.milliseconds("12")).isEqualTo(12_000);
    assertThat(Boot.milliseconds("nonsense")).isZero();
  }

  @Test
  void an_administrator_is_who_acts_as_root() {
    FakeLinux linux =
        new FakeLinux(folder).file("/proc/self/status", "Name:\tjava\nUid:\t1000\t0\t0\t0\n");
    assertThat(Boot.administrator(linux.files())).isTrue();
    linux.file("/proc/self/status", "Name:\tjava\nUid:\t0\t1000\t0\t0\n");
    assertThat(Boot.administrator(linux.files())).isFalse();
  }

  @Test
  void people_signed_in_are_told_once_and_greeters_not() {
    FakeLinux linux = new FakeLinux(folder);
    linux.file(
        "/run/systemd/sessions/2", "UID=1000\nUSER=alice\nACTIVE=1\nCLASS=user\nSTATE=active\n");
    linux.file("/run/systemd/sessions/3", "USER=alice\nCLASS=user\nSTATE=online\n");
    linux.file("/run/systemd/sessions/c1", "USER=gdm\nCLASS=greeter\n");
    linux.file("/run/systemd/sessions/4", "USER=bob\nCLASS=user\nSTATE=closing\n");
    assertThat(SignedIn.read(linux.files())).containsExactly("alice");
  }

  @Test
  void a_power_button_is_no_keyboard() {
    String devices =
        """
        I: Bus=0019 Vendor=0000 Product=0001 Version=0000
        N: Name="Power Button"
        S: Sysfs=/devices/LNXSYSTM:00/LNXPWRBN:00/input/input0
        H: Handlers=kbd event0
        B: EV=3

        I: Bus=0011 Vendor=0001 Product=0001 Version=ab41
        N: Name="AT Translated Set 2 keyboard"
        S: Sysfs=/devices/platform/i8042/serio0/input/input1
        H: Handlers=sysrq kbd leds event1
        B: EV=120013

        N: Name="Mouse"
        S: Sysfs=/devices/pci0000:00/usb1/1-2/1-2:1.0/0003:046D:C077.0001/input/input9
        H: Handlers=mouse0 event5
        B: EV=17
        """;
    assertThat(Keyboards.parse(devices))
        .containsExactly(
            new Keyboards.Input("/devices/platform/i8042/serio0/input/input1", true, false),
            new Keyboards.Input(
                "/devices/pci0000:00/usb1/1-2/1-2:1.0/0003:046D:C077.0001/input/input9",
                false,
                true));
  }

  @Test
  void drivers_are_looked_up_in_the_running_kernels_list() {
    FakeLinux linux = new FakeLinux(folder).file("/proc/sys/kernel/osrelease", "6.1.0-test\n");
    linux.resource("/usr/lib/modules/6.1.0-test/modules.alias", "modules.alias");
    DriverTable drivers = new DriverTable(linux.files());
    assertThat(use(drivers, UsbSamples.NETWORK_R8152)).isEqualTo(VendorDrivers.Use.HARMLESS);
    assertThat(use(drivers, UsbSamples.SERIAL_FTDI)).isEqualTo(VendorDrivers.Use.HARMLESS);
    assertThat(use(drivers, UsbSamples.CARD_READER_REALTEK)).isEqualTo(VendorDrivers.Use.STORAGE);
    assertThat(use(drivers, UsbSamples.PLAYER_VENDOR_MTP)).isEqualTo(VendorDrivers.Use.NONE);
    assertThat(
            use(
                new DriverTable(new FakeLinux(folder.resolve("none")).files()),
                UsbSamples.NETWORK_R8152))
        .isEqualTo(VendorDrivers.Use.NONE);
  }

  @Test
  void patterns_match_as_a_shells() {
    assertThat(DriverTable.matches("v0BDAp8153d*dc*", "v0BDAp8153d3000dc00")).isTrue();
    assertThat(DriverTable.matches("v0421p0019d059[0-9]dc*", "v0421p0019d0595dc00")).isTrue();
    assertThat(DriverTable.matches("v0421p0019d059[0-4]dc*", "v0421p0019d0595dc00")).isFalse();
    assertThat(DriverTable.matches("*in?0", "abcin10")).isTrue();
    assertThat(DriverTable.matches("", "a")).isFalse();
  }

  @Test
  void the_shipped_table_names_known_uses_only() {
    assertThat(DriverTable.table())
        .isNotEmpty()
        .allMatch(line -> line.matches("(harmless|modem|storage|tethering) [a-z0-9_]+\\*?"));
  }

  @Test
  void serials_that_whole_batches_share_are_weak() {
    assertThat(MediaDescriptions.strength("")).isEqualTo(IdentityStrength.WEAK);
    assertThat(MediaDescriptions.strength("000000000000")).isEqualTo(IdentityStrength.WEAK);
    assertThat(MediaDescriptions.strength("0123456789ABCDEF")).isEqualTo(IdentityStrength.WEAK);
    assertThat(MediaDescriptions.strength("123456789012")).isEqualTo(IdentityStrength.WEAK);
    assertThat(MediaDescriptions.strength("20060775320F43006CEE"))
        .isEqualTo(IdentityStrength.SERIAL);
  }

  @Property(tries = 2000)
  void any_note_of_what_was_there_is_read_or_passed_over(@ForAll String text) {
    Before read = Before.parse("hub usb1 1 1\n" + text);
    assertThat(Before.parse(read.text())).isEqualTo(read);
  }

  @Property(tries = 1000)
  void any_list_of_mounts_swaps_and_inputs_is_read_or_passed_over(@ForAll String text) {
    assertThat(MountTable.mounts(text)).isNotNull();
    assertThat(MountTable.swaps("x\n" + text)).isNotNull();
    assertThat(Keyboards.parse(text)).isNotNull();
    assertThat(SignedIn.person(text)).isNotNull();
    assertThat(Boot.milliseconds(text)).isNotNegative();
  }

  private static VendorDrivers.Use use(DriverTable drivers, byte[] descriptors) {
    UsbDescription device = Descriptors.parse(descriptors).orElseThrow();
    return drivers.of(device, device.interfaces().getFirst());
  }
}
