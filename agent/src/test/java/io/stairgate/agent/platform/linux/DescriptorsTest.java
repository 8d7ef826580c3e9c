package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.MediaDecision;
import io.stairgate.agent.control.MediaJudge;
import io.stairgate.agent.control.UsbDescription;
import io.stairgate.agent.control.VendorDrivers;
import io.stairgate.agent.event.MediumKind;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
  @Test
  void a_stick_is_one_storage_interface() {
    UsbDescription stick = Descriptors.parse(UsbSamples.STICK).orElseThrow();
    assertThat(stick.vendor()).isEqualTo(0x0781);
    assertThat(stick.product()).isEqualTo(0x5567);
    assertThat(stick.interfaces()).hasSize(1);
    assertThat(stick.interfaces().getFirst().is(0x08, 0x06, 0x50)).isTrue();
  }

  @Test
  void alternate_settings_count() {
    UsbDescription disk = Descriptors.parse(UsbSamples.UAS_DISK).orElseThrow();
    assertThat(disk.interfaces())
        .extracting(UsbDescription.Interface::protocol)
        .containsExactly(0x50, 0x62);
  }

  @Test
  void every_configuration_counts() {
    byte[] device =
        UsbSamples.device(
            0x0bda,
            0x8153,
            new byte[][] {UsbSamples.part(0x03, 1, 1)},
            new byte[][] {UsbSamples.part(0x08, 6, 0x50)});
    assertThat(Descriptors.parse(device).orElseThrow().has(UsbDescription.STORAGE)).isTrue();
  }

  @Test
  void a_second_configuration_behind_a_broken_one_is_refused_whole() {
    byte[] device =
        UsbSamples.device(
            0x0bda,
            0x8153,
            new byte[][] {UsbSamples.part(0x03, 1, 1), UsbSamples.part(0x03, 1, 1)},
            new byte[][] {UsbSamples.part(0x08, 6, 0x50)});
    // Kernel: gives up the first configuration here and reads the second.
    device[18 + 9 + 9] = 0;
    assertThat(Descriptors.parse(device)).isEmpty();
  }

  @Test
  void what_is_behind_a_break_in_the_only_configuration_is_passed_over_as_the_kernel_does() {
    byte[] device =
        UsbSamples.device(0x046d, 0xc31c, UsbSamples.part(0x03, 1, 1), UsbSamples.part(0x03, 0, 0));
    device[18 + 9 + 9] = 0;
    assertThat(Descriptors.parse(device).orElseThrow().interfaces()).hasSize(1);
  }

  @Test
  void more_kinds_of_interface_than_udev_can_list_are_all_seen() {
    byte[][] parts = new byte[80][];
    for (int i = 0; i < 80; i++) {
      parts[i] = UsbSamples.part(0x03, i, 1);
    }
    parts[79] = UsbSamples.part(0x08, 6, 0x50);
    assertThat(
            Descriptors.parse(UsbSamples.device(1, 2, parts))
                .orElseThrow()
                .has(UsbDescription.STORAGE))
        .isTrue();
  }

  @Test
  void the_endpoints_of_a_media_player_are_recognised() {
    assertThat(
            Descriptors.parse(UsbSamples.PLAYER_VENDOR_MTP)
                .orElseThrow()
                .interfaces()
                .getFirst()
                .transferShape())
        .isTrue();
    assertThat(
            Descriptors.parse(UsbSamples.STICK)
                .orElseThrow()
                .interfaces()
                .getFirst()
                .transferShape())
        .isFalse();
  }

  @Test
  void nothing_is_refused() {
    assertThat(Descriptors.parse(new byte[0])).isEmpty();
    assertThat(Descriptors.parse(Arrays.copyOf(UsbSamples.STICK, 18))).isEmpty();
    assertThat(Descriptors.parse(new byte[Descriptors.LIMIT + 1])).isEmpty();
  }

  @Test
  void storage_behind_more_interfaces_than_udev_lists_is_found() {
    byte[][] parts = new byte[90][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = UsbSamples.part(0x03, 0x01, i);
    }
    parts[parts.length - 1] = UsbSamples.part(0x08, 0x06, 0x50);
    UsbDescription device =
        Descriptors.parse(UsbSamples.device(0x0781, 0x0100, parts)).orElseThrow();
    assertThat(device.interfaces()).hasSize(90);
    assertThat(device.has(UsbDescription.STORAGE)).isTrue();
    assertThat(new MediaJudge((known, part) -> VendorDrivers.Use.NONE).judge(Optional.of(device)))
        .isEqualTo(new MediaDecision.Shut(MediumKind.MIXED, "storage-with-keyboard"));
  }

  @Property(tries = 3000)
  void any_bytes_are_parsed_or_refused(@ForAll @Size(max = 300) byte[] bytes) {
    Optional<UsbDescription> parsed = Descriptors.parse(bytes);
    assertThat(parsed.isEmpty() || !parsed.get().interfaces().isEmpty()).isTrue();
  }

  @Property(tries = 3000)
  void a_stick_with_one_wrong_byte_is_parsed_or_refused(
      @ForAll @IntRange(max = 49) int at, @ForAll byte value) {
    byte[] stick = UsbSamples.UAS_DISK.clone();
    stick[at] = value;
    assertThat(Descriptors.parse(stick)).isNotNull();
  }
}
