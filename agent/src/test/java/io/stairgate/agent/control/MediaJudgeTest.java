package io.stairgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.UsbDescription.Interface;
import io.stairgate.agent.event.MediumKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MediaJudgeTest {
  private VendorDrivers.Use vendorUse = VendorDrivers.Use.NONE;
  private final MediaJudge judge = new MediaJudge((device, part) -> vendorUse);

  @Test
  void a_stick_stays_shut() {
    assertThat(judge(0x0781, "080650"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.USB_STORAGE, "no-permission"));
  }

  @Test
  void keyboard_mouse_headset_printer_and_network_adapter_are_let_in() {
    for (String harmless :
        new String[] {
          "030101",
          "030102",
          "010100 030000 fe0101",
          "070102",
          "020600 0a0000",
          "0202ff 0a0000",
          "e00101",
          "0e0100 0e0200"
        }) {
      assertThat(judge(0x046d, harmless))
          .as(harmless)
          .isEqualTo(new MediaDecision.LetIn("harmless"));
    }
  }

  @Test
  void storage_with_a_keyboard_is_refused_whole() {
    assertThat(judge(0x0951, "080650 030101"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.MIXED, "storage-with-keyboard"));
  }

  @Test
  void storage_with_a_network_adapter_is_refused_whole() {
    assertThat(judge(0x0951, "080650 020600"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.MIXED, "storage-with-network"));
  }

  @Test
  void a_phone_that_is_also_a_keyboard_is_no_phone_that_could_be_permitted() {
    assertThat(judge(0x18d1, "ff4201 030101"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.MIXED, "phone-with-keyboard"));
    assertThat(judge(0x18d1, "080650 ff4201 030101"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.MIXED, "storage-with-keyboard"));
  }

  @Test
  void a_printer_keeps_its_printer_and_loses_its_card_slot() {
    vendorUse = VendorDrivers.Use.NONE;
    assertThat(judge(0x03f0, "070102 ffcc00 080650"))
        .isEqualTo(
            new MediaDecision.ShutPart(MediumKind.USB_STORAGE, "printer-card-slot", List.of(2)));
  }

  @Test
  void a_printer_that_is_also_a_keyboard_and_storage_is_refused_whole() {
    assertThat(judge(0x03f0, "070102 080650 030101"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.MIXED, "storage-with-keyboard"));
  }

  @Test
  void phones_stay_shut_whatever_they_offer() {
    for (String phone : new String[] {"060101 ff4201", "ff4201", "060101", "020d00 0a0001"}) {
      assertThat(judge(0x18d1, phone))
          .as(phone)
          .isInstanceOfSatisfying(
              MediaDecision.Shut.class,
              shut -> assertThat(shut.kind()).isEqualTo(MediumKind.PHONE));
    }
  }

  @Test
  void tethering_stays_shut_whoever_made_the_phone() {
    assertThat(judge(0x17ef, "e00103 0a0000"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.PHONE, "tethering"));
    assertThat(judge(0x17ef, "ef0401 0a0000"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.PHONE, "tethering"));
  }

  @Test
  void an_iphone_is_a_phone_and_a_camera_is_a_camera() {
    assertThat(judge(0x05ac, "060101 fffe02"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.PHONE, "phone"));
    assertThat(judge(0x04a9, "060101"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.CAMERA, "camera"));
  }

  @Test
  void an_optical_drive_is_named_so() {
    assertThat(judge(0x152e, "080250"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.OPTICAL, "no-permission"));
  }

  @Test
  void what_only_its_maker_knows_goes_by_the_driver_that_would_claim_it() {
    assertThat(judge(0x0bda, "ffff00"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.UNKNOWN_DEVICE, "no-known-driver"));
    vendorUse = VendorDrivers.Use.HARMLESS;
    assertThat(judge(0x0bda, "ffff00")).isEqualTo(new MediaDecision.LetIn("harmless"));
    vendorUse = VendorDrivers.Use.STORAGE;
    assertThat(judge(0x0bda, "ff0650"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.USB_STORAGE, "no-permission"));
    vendorUse = VendorDrivers.Use.TETHERING;
    assertThat(judge(0x04e8, "ffff00"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.PHONE, "tethering"));
  }

  @Test
  void a_keyboard_with_a_part_of_its_makers_own_is_let_in() {
    assertThat(judge(0x1532, "030101 030102 ff0000"))
        .isEqualTo(new MediaDecision.LetIn("harmless"));
  }

  @Test
  void what_cannot_be_understood_stays_shut() {
    assertThat(judge.judge(Optional.empty()))
        .isEqualTo(new MediaDecision.Shut(MediumKind.UNKNOWN_DEVICE, "descriptors-unreadable"));
    assertThat(judge(0x1234, "000000"))
        .isEqualTo(new MediaDecision.Shut(MediumKind.UNKNOWN_DEVICE, "unknown-kind"));
  }

  private MediaDecision judge(int vendor, String triples) {
    return judge.judge(Optional.of(description(vendor, triples)));
  }

  static UsbDescription description(int vendor, String triples) {
    List<Interface> parts = new ArrayList<>();
    for (String triple : triples.split(" ", -1)) {
      parts.add(
          new Interface(
              1,
              parts.size(),
              Integer.parseInt(triple, 0, 2, 16),
              Integer.parseInt(triple, 2, 4, 16),
              Integer.parseInt(triple, 4, 6, 16),
              false));
    }
    return new UsbDescription(vendor, 0x0001, 0x0100, 0, 0, 0, parts);
  }
}
